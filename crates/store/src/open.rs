//! Opening a store: the file first, then the recovery of what the last stop interrupted.

use crate::{
    db::error::Result, db::holder::Holder, db::key::StoreKey, db::open::Recovery, db::pool::Store,
    db::record_key::Signing, read, record,
};
use std::path::Path;

impl Store {
    /// Opens the store at `path`, or makes it when there is none.
    ///
    /// Takes an exclusive lock on `<path>.lock` for as long as the store is open, as `holder`. Reads that were
    /// running when Rollcall last stopped are ended as *partial*; see
    /// [`Store::interrupted_reads`]. `signing` signs the record from here on, and what was signed is
    /// checked with it. A store that cannot be written is opened to be read; see
    /// [`Store::cannot_write`].
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::WrongKey`], [`StoreError::RecordKeyMissing`], [`StoreError::Damaged`],
    /// [`StoreError::Newer`], [`StoreError::DiskFull`], [`StoreError::Io`]. The file is left as it
    /// was.
    ///
    /// How a wrong key differs from damage, though both make pages unreadable: the first 16 bytes
    /// of the file are derived from its key. When they fit the key, the key is right, and what
    /// cannot be read is damaged. When they do not, either the key is wrong or those bytes are
    /// damaged: then every page is checked against the key's signature, and a single page that
    /// fits proves the key right.
    pub fn open(path: &Path, key: &StoreKey, signing: Signing, holder: &Holder) -> Result<Self> {
        let recovery = Recovery {
            is_signed: |db| Ok(record::heads::newest(db, i64::MAX)? > 0),
            end_reads: read::settle::interrupted,
        };
        Self::open_file(path, key, signing, holder, &recovery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;
    use crate::{
        db::error::StoreError,
        db::file::{Access, beside, connect},
        db::migrate::{MIGRATIONS, migrate},
        db::record_key::RecordKey,
        ids::{CaseId, PlanId, ReviewId},
    };

    /// A plan, a case and a review, as the schema before revisions kept them.
    const OF_SCHEMA_7: &str = "
        INSERT INTO plans VALUES ('plan', 'hash', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', 'open', '{\"items\":[]}');
        INSERT INTO cases VALUES ('case', 'lockdown', 'open', '2026-11-01T00:00:00.000Z', '{\"title\":\"Jo\"}');
        INSERT INTO reviews VALUES ('review', 'open', '2026-11-01T00:00:00.000Z', '{\"name\":\"Q4\"}');";

    #[test]
    fn a_store_of_the_schema_before_is_brought_up_and_a_copy_of_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rollcall.db");
        let key = StoreKey::generate();
        {
            let mut db = connect_new(&path, &key);
            migrate(&mut db, &path, &MIGRATIONS[..7]).unwrap();
            db.execute_batch(OF_SCHEMA_7).unwrap();
        }
        let signing = Signing::New(RecordKey::generate());
        let store = Store::open(&path, &key, signing, &Holder::default()).unwrap();
        let (plan, case, review) = (
            store.plan(&PlanId::from("plan")).unwrap(),
            store.case(&CaseId::from("case")).unwrap(),
            store.review(&ReviewId::from("review")).unwrap(),
        );
        assert_eq!((plan.state.as_str(), plan.revision), ("open", 0));
        assert_eq!((case.body_json.as_str(), case.revision), (r#"{"title":"Jo"}"#, 0));
        assert_eq!((review.body_json.as_str(), review.revision), (r#"{"name":"Q4"}"#, 0));
        store
            .update_case(&CaseId::from("case"), Moment::default(), |case, _| {
                case.state = "closed".to_owned();
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let closed = store.case(&CaseId::from("case")).unwrap();
        assert_eq!((closed.state.as_str(), closed.revision), ("closed", 1));
        assert_eq!(store.check().unwrap(), [""; 0]);
        // The store as it was can still be opened by the Rollcall before.
        let copy = connect(&beside(&path, ".schema-7"), &key, Access::Read).unwrap();
        let version: u32 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        let columns: u32 = copy
            .query_row("SELECT count(*) FROM pragma_table_info('cases')", [], |row| row.get(0))
            .unwrap();
        assert_eq!((version, columns), (7, 5));
    }

    #[test]
    fn people_of_the_schema_before_are_kept_and_linked_again() {
        use crate::people::{query::PeopleQuery, stale::PeopleFit};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rollcall.db");
        let key = StoreKey::generate();
        {
            let mut db = connect_new(&path, &key);
            migrate(&mut db, &path, &MIGRATIONS[..9]).unwrap();
            db.execute_batch(
                "INSERT INTO people VALUES
                   (1, 'Jo', 'jo', 'jo@example.com', 'jo', NULL, '', 0, NULL, '', '', NULL, 0, 1, 0, 7, 0);
                 UPDATE people_state SET stale = 0, tied_on = '2026-11-22';",
            )
            .unwrap();
        }
        let signing = Signing::New(RecordKey::generate());
        let store = Store::open(&path, &key, signing, &Holder::default()).unwrap();
        assert!(matches!(store.people_fit("rules", "2026-11-22").unwrap(), PeopleFit::Changed(_)));
        let page = store.people(&PeopleQuery { limit: 9, ..PeopleQuery::default() }).unwrap();
        let names: Vec<&str> = page.rows.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((names, page.all), (vec!["Jo"], 1));
        assert_eq!(store.check().unwrap(), [""; 0]);
    }

    fn connect_new(path: &Path, key: &StoreKey) -> rusqlite::Connection {
        std::fs::File::create_new(path).unwrap();
        connect(path, key, Access::Create).unwrap()
    }
}
