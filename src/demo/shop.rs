//! What the shop's services tell each other: orders, payments, stock.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::random::Random;

/// What is sold: stock-keeping unit, name, price in cents.
const ARTICLES: &[(&str, &str, u32)] = &[
    ("SKU-1180", "Espresso cups, set of 4", 2490),
    ("SKU-2204", "Wool blanket, grey", 7900),
    ("SKU-2207", "Wool blanket, ochre", 7900),
    ("SKU-3051", "Desk lamp", 4550),
    ("SKU-3318", "Bread knife", 3295),
    ("SKU-4711", "Cologne, 100 ml", 1899),
    ("SKU-5002", "Notebook, dotted, A5", 1250),
    ("SKU-6140", "Cast-iron pan, 28 cm", 5990),
];

const CITIES: &[(&str, &str, &str)] = &[
    ("Zürich", "8005", "CH"),
    ("Hamburg", "20359", "DE"),
    ("Lyon", "69002", "FR"),
    ("Łódź", "90-001", "PL"),
    ("Gent", "9000", "BE"),
];

/// One event on one of the shop's topics, and what a failure's text may quote of it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// The key: the identity whose events stay in order.
    pub(super) key: String,
    /// The value.
    pub(super) value: Value,
    /// The stock-keeping unit concerned.
    pub(super) sku: String,
    /// How many were asked for.
    pub(super) quantity: u32,
}

fn amount(cents: u32) -> f64 {
    f64::from(cents) / 100.0
}

/// Writes a time as the services do.
pub(super) fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |time| format!("{time:.3}"))
}

/// Makes an order, placed at `at`.
pub(super) fn order(random: &mut Random, at: i64) -> Event {
    let id = format!("ord-{}", random.between(104_000, 119_999));
    let mut total = 0;
    let mut lines = Vec::new();
    let mut first = None;
    for _ in 0..random.between(1, 4) {
        let (sku, name, cents) = random.pick(ARTICLES);
        let quantity = random.pick(&[1, 1, 1, 2, 3, 5]);
        total += cents * quantity;
        first.get_or_insert((sku, quantity));
        lines.push(
            json!({"sku": sku, "name": name, "quantity": quantity, "unitPrice": amount(cents)}),
        );
    }
    let (sku, quantity) = first.unwrap_or_default();
    let (city, zip, country) = random.pick(CITIES);
    let value = json!({
        "type": "OrderPlaced",
        "orderId": id,
        "customerId": format!("cus-{}", random.between(2_000, 9_999)),
        "placedAt": time(at),
        "currency": "EUR",
        "lines": lines,
        "total": amount(total),
        "shippingAddress": {"city": city, "zip": zip, "country": country},
    });
    Event {
        key: id,
        value,
        sku: sku.to_owned(),
        quantity,
    }
}

/// Makes a payment, requested at `at`.
pub(super) fn payment(random: &mut Random, at: i64) -> Event {
    let id = format!("pay-{}", random.between(700_000, 799_999));
    let value = json!({
        "type": "PaymentRequested",
        "paymentId": id,
        "orderId": format!("ord-{}", random.between(104_000, 119_999)),
        "requestedAt": time(at),
        "amount": {"value": amount(random.between(990, 48_000)), "currency": "EUR"},
        "method": random.pick(&["card", "card", "sepa", "paypal"]),
        "cardLast4": format!("{:04}", random.between(0, 9_999)),
    });
    Event {
        key: id,
        value,
        sku: String::new(),
        quantity: 1,
    }
}

/// Makes a change of stock, booked at `at`.
pub(super) fn stock(random: &mut Random, at: i64) -> Event {
    let (sku, _, _) = random.pick(ARTICLES);
    let warehouse = random.pick(&["BAS-1", "BAS-2", "LEJ-1", "WAW-1"]);
    let quantity = random.between(1, 12);
    let value = json!({
        "type": "StockReserved",
        "sku": sku,
        "warehouse": warehouse,
        "quantity": quantity,
        "orderId": format!("ord-{}", random.between(104_000, 119_999)),
        "bookedAt": time(at),
    });
    Event {
        key: format!("{warehouse}/{sku}"),
        value,
        sku: sku.to_owned(),
        quantity,
    }
}
