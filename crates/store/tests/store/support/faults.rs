//! Faults between any two statements of a transaction.

use super::{World, bare, behind_its_back, texts};
use rollcall_store::{Result, Store};

/// Tables that the database keeps for itself, and those that are no tables of rows.
const OF_ROWS: &str = "SELECT name FROM sqlite_master WHERE type = 'table'
    AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'account_search%' AND name <> 'fault'";

/// Fails a change at each of its steps, before and after every row that it writes, and expects the
/// store to hold exactly what it held before. Then lets it pass. Gives the number of the steps.
pub fn fail_at_each_step(world: &World, change: impl Fn(&Store) -> Result<()>) -> u32 {
    let tables = texts(world, OF_ROWS);
    let mut sql = "CREATE TABLE IF NOT EXISTS fault (step INTEGER, fails INTEGER);
        DELETE FROM fault; INSERT INTO fault VALUES (0, 0);"
        .to_owned();
    for table in &tables {
        for moment in ["BEFORE", "AFTER"] {
            for kind in ["INSERT", "UPDATE", "DELETE"] {
                sql.push_str(&format!(
                    "CREATE TRIGGER IF NOT EXISTS fault_{table}_{moment}_{kind}
                     {moment} {kind} ON \"{table}\" BEGIN
                       UPDATE fault SET step = step + 1;
                       SELECT RAISE (ABORT, 'a fault') FROM fault WHERE step = fails;
                     END;"
                ));
            }
        }
    }
    behind_its_back(world, &sql).unwrap();
    let before = dump(world, &tables);
    let mut step = 1;
    loop {
        behind_its_back(world, &format!("UPDATE fault SET step = 0, fails = {step}")).unwrap();
        match change(world.store()) {
            Err(error) => {
                assert!(error.to_string().contains("a fault"), "at step {step}: {error}");
                assert_eq!(dump(world, &tables), before, "after a fault at step {step}");
                assert_eq!(world.store().record_verify().unwrap().first_bad, None);
            }
            Ok(()) => break,
        }
        step += 1;
    }
    assert_ne!(dump(world, &tables), before, "the change changes nothing");
    assert_eq!(texts(world, "SELECT CAST(step AS TEXT) FROM fault"), [(step - 1).to_string()]);
    behind_its_back(world, "UPDATE fault SET fails = 0").unwrap();
    step - 1
}

/// Every row of these tables, as text.
fn dump(world: &World, tables: &[String]) -> Vec<String> {
    let db = bare(world);
    let all = |sql: &str| -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let mut rows = Vec::new();
    for table in tables {
        let columns = all(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted: Vec<String> =
            columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let row = quoted.join("||','||");
        rows.extend(all(&format!("SELECT '{table} ' || {row} FROM \"{table}\" ORDER BY 1")));
    }
    rows
}
