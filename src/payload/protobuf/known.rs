//! Files that schemas in registries import without a reference: Confluent's serializers have them built in
//! (confluentinc/schema-registry, `ProtobufSchema.KNOWN_DEPENDENCIES`). These are the ones that records are made of and
//! that options need; the rest of `google/type/` has to come as a reference.

/// Returns the text of a file by the path it is imported as.
pub(super) fn text(name: &str) -> Option<&'static str> {
    Some(match name {
        "confluent/meta.proto" => {
            r#"syntax = "proto3"; package confluent; import "google/protobuf/descriptor.proto";
            message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; repeated Rule rules = 4; }
            message Rule { string name = 1; string doc = 2; string expr = 3; string sql = 4; }
            extend google.protobuf.FileOptions { Meta file_meta = 1088; }
            extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
            extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
            extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
            extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }"#
        }
        "confluent/type/decimal.proto" => {
            r#"syntax = "proto3"; package confluent.type;
            message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }"#
        }
        "google/type/date.proto" => {
            r#"syntax = "proto3"; package google.type; message Date { int32 year = 1; int32 month = 2; int32 day = 3; }"#
        }
        "google/type/timeofday.proto" => {
            r#"syntax = "proto3"; package google.type;
            message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }"#
        }
        "google/type/money.proto" => {
            r#"syntax = "proto3"; package google.type;
            message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }"#
        }
        "google/type/latlng.proto" => {
            r#"syntax = "proto3"; package google.type; message LatLng { double latitude = 1; double longitude = 2; }"#
        }
        "google/type/decimal.proto" => {
            r#"syntax = "proto3"; package google.type; message Decimal { string value = 1; }"#
        }
        _ => return None,
    })
}
