//! Tying 100 000 accounts of 6 connections with an HR list of 50 000 entries, beside bare
//! hashing of the same texts. `cargo bench -p rollcall-people`.

use rollcall_people::{Account, Entry, tie};
use std::collections::HashMap;
use std::hint::black_box;

/// As in the programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ACCOUNTS: i64 = 100_000;
const ENTRIES: i64 = 50_000;

fn main() {
    divan::main();
}

/// The same numbers each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

struct Human {
    name: String,
    address: String,
    number: String,
}

fn human(at: i64, dice: &mut Dice) -> Human {
    const GIVEN: &[&str] = &[
        "Anna",
        "Peter",
        "Søren",
        "Zoë",
        "Robert",
        "Bob",
        "Wei",
        "Maria",
        "Jürgen",
        "Дмитрий",
        "Ali",
        "Lena",
        "John",
        "Chris",
        "Ewa",
        "Işıl",
        "Luc",
        "Kim",
        "Anne-Marie",
        "Juan",
    ];
    const START: &[&str] =
        &["Mei", "Schul", "Kowal", "Han", "Gar", "Nova", "Smi", "Ols", "Pet", "Bra"];
    const MIDDLE: &[&str] = &["", "ber", "en", "to", "ski", "man", "ing", "ell", "ar", "ov"];
    const END: &[&str] = &["er", "son", "ski", "cia", "k", "th", "sen", "rov", "un", "auer", "tz"];
    let given = dice.one(GIVEN);
    let family =
        format!("{}{}{}{}", dice.one(START), dice.one(MIDDLE), dice.one(MIDDLE), dice.one(END));
    let local = given.to_lowercase().replace(|c: char| !c.is_ascii(), "e");
    Human {
        name: format!("{given} {family}"),
        address: format!("{local}.{}{at}@example.com", family.to_lowercase()),
        number: format!("{:06}", 100_000 + at),
    }
}

fn rows() -> (Vec<Account<'static>>, Vec<Entry<'static>>) {
    let mut dice = Dice(7);
    let humans: Vec<Human> = (0..ENTRIES).map(|at| human(at, &mut dice)).collect();
    let entries = humans.iter().zip(0..).map(|(human, key)| Entry {
        key,
        addresses: vec![human.address.clone().into()],
        employee_number: human.number.clone().into(),
        name: human.name.clone().into(),
        ..Entry::default()
    });
    let entries = entries.collect();
    let accounts = (0..ACCOUNTS).map(|key| {
        let at = dice.below(ENTRIES as u64) as usize;
        let human = &humans[at];
        let mut account = Account {
            key,
            connection: key % 6,
            addresses: vec![human.address.clone().into()],
            name: human.name.clone().into(),
            external_id: format!("00u{at:09}").into(),
            left: dice.percent(10),
            ..Account::default()
        };
        if dice.percent(40) {
            account.employee_number = human.number.clone().into();
        }
        if dice.percent(20) {
            account.addresses.push(human.address.replace(".com", ".de").into());
        }
        if dice.percent(5) {
            account.former.push(format!("old.{}", human.address).into());
        }
        if dice.percent(5) {
            account.addresses = vec![human.address.replace('@', "+app@").to_uppercase().into()];
        }
        if dice.percent(1) {
            account.addresses = vec![dice.one(&["info@example.com", "svc-a@example.com"]).into()];
        }
        account
    });
    (accounts.collect(), entries)
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn tied(bencher: divan::Bencher<'_, '_>) {
    let (accounts, entries) = rows();
    let tied = tie(&accounts, &entries, &[]);
    let (people, alone, proposals) = (tied.people.len(), tied.alone.len(), tied.proposals.len());
    assert!(people > 50_000 && alone > 500 && proposals > 1_000, "{people} {alone} {proposals}");
    bencher.bench_local(|| black_box(tie(&accounts, &entries, &[])));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn hashed(bencher: divan::Bencher<'_, '_>) {
    let (accounts, entries) = rows();
    bencher.bench_local(|| {
        let mut seen: HashMap<String, Vec<i64>> = HashMap::new();
        let mut see = |text: &str, key| seen.entry(text.to_lowercase()).or_default().push(key);
        for account in &accounts {
            account.addresses.iter().for_each(|text| see(text, account.key));
            see(&account.employee_number, account.key);
            see(&account.name, account.key);
        }
        for entry in &entries {
            entry.addresses.iter().for_each(|text| see(text, entry.key));
            see(&entry.employee_number, entry.key);
            see(&entry.name, entry.key);
        }
        black_box(seen.len())
    });
}
