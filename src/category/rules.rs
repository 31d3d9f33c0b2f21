//! The table of rules, and how names are compared with it. Longer than most files, because it is one table.

use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::RegexSet;

use super::Category::{self, Bug, Business, Poison, Transient};

/// Classes of one sort.
pub(super) struct ClassRule {
    pub(super) category: Category,
    /// What people call it.
    pub(super) name: &'static str,
    /// Names: with a dot full ones, else simple ones; `*` at the beginning, the end or both.
    classes: &'static [&'static str],
}

impl ClassRule {
    pub(super) fn matches(&self, class: &str, simple: &str) -> bool {
        self.classes.iter().any(|pattern| {
            let name = if pattern.contains('.') { class } else { simple };
            match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
                (Some(_), Some(_)) => {
                    // Names are short: to make a search ready as the standard library does costs more than to search.
                    let part = pattern.trim_matches('*').as_bytes();
                    memmem::find(name.as_bytes(), part).is_some()
                }
                (Some(end), None) => name.ends_with(end),
                (None, Some(start)) => name.starts_with(start),
                (None, None) => name == *pattern,
            }
        })
    }
}

/// Returns the last part of a name; of a nested class what it is called in code, unless its name says nothing alone:
/// `NotFound` of `HttpClientErrorException$NotFound`.
pub(super) fn simple_name(class: &str) -> &str {
    let simple = class.rsplit('.').next().unwrap_or(class);
    if simple.starts_with("HttpClientErrorException$")
        || simple.starts_with("HttpServerErrorException$")
    {
        return simple;
    }
    match simple.rsplit_once('$') {
        Some((_, inner))
            if !inner.is_empty() && !inner.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            inner
        }
        _ => simple,
    }
}

const fn rule(
    category: Category,
    name: &'static str,
    classes: &'static [&'static str],
) -> ClassRule {
    ClassRule {
        category,
        name,
        classes,
    }
}

/// Classes that leave no doubt.
pub(super) const CERTAIN: &[ClassRule] = &[
    rule(
        Transient,
        "throttling",
        &[
            "*TooManyRequests*",
            "*Throttl*",
            "*RateLimit*",
            "RequestNotPermitted",
            "ProvisionedThroughputExceededException",
            "SlowDownException",
            "BulkheadFullException",
        ],
    ),
    rule(
        Transient,
        "time-out",
        &[
            "*TimeoutException",
            "*TimeoutError",
            "*TimedOutException",
            "*TimedOut",
            "QueryTimeoutException",
            "TimeLimitExceeded*",
            "*DeadlineExceeded*",
            "HttpClientErrorException$RequestTimeout",
        ],
    ),
    rule(
        Transient,
        "connection",
        &[
            "ConnectException",
            "ConnectionException",
            "*ConnectionException",
            "*ConnectionError",
            "ConnectionRefusedError",
            "ConnectionResetError",
            "ConnectionAbortedError",
            "BrokenPipeError",
            "NoRouteToHostException",
            "UnknownHostException",
            "PortUnreachableException",
            "SocketException",
            "SocketError",
            "ClosedChannelException",
            "*NoHttpResponseException",
            "CannotCreateTransactionException",
            "CannotGetJdbcConnectionException",
            "*CommunicationsException",
            "CommunicationException",
            "*ConnectionClosedException",
            "ConnectionPoolTimeoutException",
            "ResourceAccessException",
            "RetryableException",
            "MongoSocket*",
            "NetworkException",
            "DisconnectException",
            "PrematureCloseException",
            "HttpRequestException",
            "gaierror",
        ],
    ),
    rule(
        Transient,
        "unavailable",
        &[
            "HttpServerErrorException*",
            "*ServiceUnavailable*",
            "*UnavailableException",
            "*GatewayTimeout*",
            "*BadGateway*",
            "InternalServerError*",
            "FeignServerException",
            "*ServerErrorException",
            "CallNotPermittedException",
            "*CircuitBreakerOpen*",
            "BrokenCircuitException",
            "BrokerNotAvailableException",
            "NotLeaderOrFollowerException",
            "LeaderNotAvailableException",
            "CoordinatorNotAvailableException",
            "NotCoordinatorException",
            "NotEnoughReplicas*",
            "RetriableException",
            "RejectedExecutionException",
        ],
    ),
    rule(
        Transient,
        "lock or deadlock",
        &[
            "*Deadlock*",
            "*LockTimeout*",
            "*LockException",
            "*LockingFailure*",
            "OptimisticLock*",
            "StaleObjectStateException",
            "StaleStateException",
            "CannotAcquireLockException",
            "CannotSerializeTransactionException",
            "*LockAcquisition*",
            "SerializationFailure",
            "ConcurrencyFailureException",
            "DbUpdateConcurrencyException",
        ],
    ),
    rule(
        Transient,
        "passing failure of a database",
        &[
            "SQLTransient*",
            "SQLRecoverableException",
            "TransientDataAccess*",
            "RecoverableDataAccessException",
            "DataAccessResourceFailureException",
            "JDBCConnectionException",
            "OperationalError",
        ],
    ),
    rule(
        Poison,
        "schema",
        &[
            "io.confluent.kafka.schemaregistry.*",
            "org.apache.avro.*",
            "*SchemaException",
            "SchemaParseException",
            "SchemaBuilderException",
            "*SchemaNotFound*",
            "SchemaProjectorException",
            "AvroTypeException",
            "AvroRuntimeException",
        ],
    ),
    rule(
        Poison,
        "deserialization",
        &[
            "*DeserializationException",
            "*DeserializationError",
            "SerializationException",
            "*SerializationException",
            "com.fasterxml.jackson.*",
            "tools.jackson.*",
            "com.google.gson.*",
            "com.google.protobuf.*",
            "JsonException",
            "JSONException",
            "JSONDecodeError",
            "JsonProcessingException",
            "JsonbException",
            "*JsonReaderException",
            "JsonParseException",
            "InvalidProtocolBufferException",
            "UnmarshalException",
            "SAXParseException",
            "MarshallingException",
            "MalformedInputException",
            "CharacterCodingException",
            "UnmappableCharacterException",
            "UnicodeDecodeError",
            "StreamCorruptedException",
            "InvalidClassException",
            "HttpMessageNotReadableException",
            "CorruptRecordException",
            "RecordTooLargeException",
            "*ConsumeException",
        ],
    ),
    rule(
        Poison,
        "conversion",
        &[
            "*ConversionException",
            "ConversionFailedException",
            "ConverterNotFoundException",
            "NumberFormatException",
            "DateTimeParseException",
            "ParseException",
            "*TypeMismatchException",
            "FormatException",
            "org.apache.kafka.connect.errors.DataException",
            "InvalidFormatException",
            "MismatchedInputException",
        ],
    ),
    rule(
        Business,
        "validation",
        &[
            "*ConstraintViolationException",
            "*ValidationException",
            "*ValidationError",
            "ValidationFailure*",
            "BindException",
            "MethodArgumentNotValidException",
            "*NotValidException",
            "*DeclinedException",
            "*RejectedException",
            "*NotAllowedException",
            "*LimitExceededException",
            "Insufficient*",
            "OutOfStock*",
            "*BusinessException",
            "*DomainException",
        ],
    ),
    rule(
        Business,
        "duplicate",
        &[
            "Duplicate*",
            "*AlreadyExists*",
            "*AlreadyProcessed*",
            "EntityExistsException",
            "*IntegrityViolationException",
            "*IntegrityConstraintViolationException",
            "IntegrityError",
            "UniqueViolation",
        ],
    ),
    rule(
        Business,
        "4xx",
        &[
            "HttpClientErrorException*",
            "FeignClientException",
            "*ClientErrorException",
            "*UnprocessableEntity*",
            "*ForbiddenException",
            "*UnauthorizedException",
            "*BadRequestException",
            "AccessDenied*",
            "*ConflictException",
        ],
    ),
    rule(
        Business,
        "not found",
        &[
            "EntityNotFoundException",
            "ObjectNotFoundException",
            "ObjectRetrievalFailureException",
            "EmptyResultDataAccessException",
            "NoResultException",
            "DoesNotExist",
            "ResourceNotFoundException",
            "*RecordNotFound*",
        ],
    ),
];

/// Classes of mistakes in the code. A reader that stumbles over a record throws them too, so what is certain of what wraps
/// them comes first.
pub(super) const MISTAKES: &[ClassRule] = &[
    rule(
        Bug,
        "null pointer",
        &[
            "NullPointerException",
            "NullReferenceException",
            "ArgumentNullException",
            "KotlinNullPointerException",
        ],
    ),
    rule(
        Bug,
        "class cast",
        &[
            "ClassCastException",
            "InvalidCastException",
            "ArrayStoreException",
            "MatchError",
        ],
    ),
    rule(
        Bug,
        "index",
        &[
            "*IndexOutOfBoundsException",
            "IndexOutOfRangeException",
            "IndexError",
            "NegativeArraySizeException",
            "ArgumentOutOfRangeException",
        ],
    ),
    rule(
        Bug,
        "missing code",
        &[
            "ClassNotFoundException",
            "NoClassDefFoundError",
            "NoSuchMethod*",
            "NoSuchField*",
            "AbstractMethodError",
            "IncompatibleClassChangeError",
            "LinkageError",
            "*NotImplemented*",
            "UnsupportedOperationException",
            "ExceptionInInitializerError",
            "ImportError",
            "ModuleNotFoundError",
            "MissingMethodException",
            "NotSupportedException",
        ],
    ),
    rule(
        Bug,
        "arithmetic or recursion",
        &[
            "ArithmeticException",
            "ZeroDivisionError",
            "DivideByZeroException",
            "StackOverflow*",
            "RecursionError",
            "ConcurrentModificationException",
        ],
    ),
    rule(
        Bug,
        "wrong type or name",
        &[
            "TypeError",
            "AttributeError",
            "ReferenceError",
            "NameError",
            "UnboundLocalError",
            "AssertionError",
            "UninitializedPropertyAccessException",
        ],
    ),
    rule(
        Bug,
        "beans",
        &[
            "NoSuchBeanDefinitionException",
            "BeanCreationException",
            "LazyInitializationException",
            "BadSqlGrammarException",
            "SQLSyntaxErrorException",
            "SQLGrammarException",
            "TransactionRequiredException",
        ],
    ),
];

/// Classes that say little.
pub(super) const VAGUE: &[ClassRule] = &[
    rule(
        Business,
        "not found",
        &["*NotFoundException", "*NotFoundError", "*NotFound"],
    ),
    rule(
        Business,
        "validation",
        &[
            "Invalid*Exception",
            "Invalid*Error",
            "Illegal*OrderException",
            "*InvalidException",
        ],
    ),
    rule(
        Bug,
        "illegal state",
        &[
            "IllegalStateException",
            "InvalidOperationException",
            "NoSuchElementException",
            "IllegalMonitorStateException",
            "KeyError",
            "KeyNotFoundException",
            "RangeError",
            "panic",
        ],
    ),
    rule(
        Transient,
        "input and output",
        &[
            "IOException",
            "UncheckedIOException",
            "EOFException",
            "OSError",
            "InterruptedIOException",
            "SSLException",
            "SSLHandshakeException",
        ],
    ),
];

/// Words of messages, the first that is there decides.
const MESSAGES: &[(Category, &str, &str)] = &[
    (
        Transient,
        "throttling",
        r"too many requests|rate limit|throttl|\b(status|code|http(/[\d.]+)?|response|returned|error)\W{0,3}429\b",
    ),
    (
        Transient,
        "time-out",
        r"\btimed? ?-?out\b|\btimeout\b|deadline.exceeded|did not (answer|respond)|no (answer|response) (from|for|within)|time limit exceeded",
    ),
    (
        Transient,
        "connection",
        r"connection (was |has been |is )?(refused|reset|closed|aborted|lost)|connection.{0,40}could not be established|could not connect|cannot connect|unable to connect|failed to connect|broken pipe|no route to host|name or service not known|unknown host|network is unreachable|econn(refused|reset)|socket hang up|i/o error on|temporary failure in name resolution|could not open jpa entitymanager",
    ),
    (
        Transient,
        "unavailable",
        r"\bunavailable\b|bad gateway|gateway time-?out|internal server error|\b(status|code|http(/[\d.]+)?|response|returned)\W{0,3}5\d\d\b|try again later|circuit.?breaker|broker not available|not leader",
    ),
    (
        Transient,
        "lock or deadlock",
        r"deadlock|lock wait|could not serialize access|lock timeout|optimistic lock|row was updated or deleted by another|\bsqlstate\W{0,3}(40001|40p01|55p03)|ora-00060|ora-08177",
    ),
    (
        Poison,
        "schema",
        r"schema (registry|id|not found|.*incompatib)|unknown magic byte|magic byte|no schema|error retrieving avro",
    ),
    (
        Poison,
        "deserialization",
        r"deserializ|cannot be parsed|could not parse|failed to parse|malformed|unexpected (token|character|end.of|eof)|invalid (json|utf-?8)|not valid json|in json at position|unmarshal|cannot decode|can't decode|unrecognized (field|token)|size of data received",
    ),
    (
        Poison,
        "conversion",
        r"cannot (be )?convert|could not convert|invalid literal for|for input string|cannot be cast to type|parsing .{0,60}: invalid syntax|not in a correct format|converting byte",
    ),
    (
        Business,
        "duplicate",
        r"duplicate (key|entry)|already (exists|been processed|processed)|unique constraint|violates unique|ora-00001|\bsqlstate\W{0,3}23505",
    ),
    (
        Business,
        "not found",
        r"\bnot found\b|does not exist|no such (order|customer|user|account|record|entity|product|article)|\b(status|code|http(/[\d.]+)?|response|returned)\W{0,3}404\b",
    ),
    (
        Business,
        "validation",
        r"must (not )?be (null|greater|less|positive|empty|blank|at least)|validation failed|constraint violat|is not allowed|not permitted|insufficient|out of stock|declined|\b(status|code|http(/[\d.]+)?|response|returned)\W{0,3}4\d\d\b|bad request|unprocessable",
    ),
    (
        Bug,
        "null pointer",
        r"\bis null\b.*because|because .* is null|null pointer|nil pointer|nil map|object reference not set|of (undefined|null) \(|object has no attribute|is not a function",
    ),
    (Bug, "class cast", r"cannot be cast to|interface conversion"),
    (
        Bug,
        "index",
        r"index .{0,20}out of (range|bounds)|index out of",
    ),
];

/// The most bytes of a message that are searched.
const MOST_BYTES: usize = 2048;

/// Made once.
static WORDS: LazyLock<RegexSet> = LazyLock::new(|| {
    let patterns = MESSAGES
        .iter()
        .map(|(_, _, words)| format!("(?i-u){words}"));
    RegexSet::new(patterns).unwrap_or_else(|_| RegexSet::empty())
});

/// Decides by the words of a message.
pub(super) fn of_message(message: &str) -> Option<(Category, &'static str)> {
    let mut end = message.len().min(MOST_BYTES);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    let first = WORDS.matches(&message.as_bytes()[..end]).iter().next()?;
    MESSAGES
        .get(first)
        .map(|(category, name, _)| (*category, *name))
}

/// Tells whether all patterns are expressions.
#[cfg(test)]
pub(super) fn words_are_complete() -> bool {
    WORDS.len() == MESSAGES.len()
}
