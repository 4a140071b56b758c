//! The record, looked at and taken along.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use ed25519_dalek::{Signature, VerifyingKey};
use rollcall_engine::ProblemCode;
use rollcall_engine::view::RecordQuery;
use rollcall_tests::world::{World, simulate};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_finds_entries_by_text_kind_and_connection() {
    let apps = simulate("scim", 40).await;
    let world = World::new().await;
    let first = world.connect_and_read(&apps).await;
    world.house.set_guard(first.id.as_str(), Some(3), None).await.unwrap();
    let all = RecordQuery { limit: 100, ..RecordQuery::default() };
    let page = world.house.record_page(all.clone()).await.unwrap();
    let kinds: Vec<&str> = page.entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["connection-made", "read-ended", "setting-changed"]);
    assert_eq!((page.total, page.all), (3, 3));
    let labels: Vec<_> = page.kinds.iter().map(|kind| (kind.label.as_str(), kind.count)).collect();
    assert_eq!(labels, [("Connection made", 1), ("Read ended", 1), ("Setting changed", 1)]);
    let guard =
        RecordQuery { text: "GUARD".into(), connections: vec![first.id.into_string()], ..all };
    let page = world.house.record_page(guard).await.unwrap();
    assert_eq!(page.entries.len(), 1);
    assert!(page.entries[0].words.contains("from 4 to 3"), "{}", page.entries[0].words);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_record_can_be_checked_by_anybody_and_holds_no_token() {
    let apps = simulate("scim", 40).await;
    let token = apps.app("scim").expect("it runs").token.clone();
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let account = world.rows(connection.id.as_str()).await.remove(0).account_id;
    let plan = world.plan(connection.id.as_str(), account.as_str()).await;
    world.run(&plan).await;
    let file = world.folder.path().join("record.jsonl");
    let entries = world.house.export_record(&file).await.unwrap();
    let kept = world.house.record(0, 1_000).await.unwrap();
    assert_eq!((entries as usize, entries > 5), (kept.len(), true));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(&token));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (lines, heads): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.get("head").is_none());
    assert_eq!(lines.len(), kept.len());
    let mut previous = "0".repeat(64);
    for (line, kept) in lines.iter().zip(&kept) {
        let mut hashed = line.clone();
        let hash = hashed.as_object_mut().unwrap().remove("hash").unwrap();
        let canonical = serde_json_canonicalizer::to_string(&hashed).unwrap();
        assert_eq!(hash, hex::encode(Sha256::digest(canonical)));
        assert_eq!((&hash, &line["previous"]), (&json!(kept.hash), &json!(previous)));
        assert_eq!(line["body"], serde_json::from_str::<Value>(&kept.body).unwrap());
        previous.clone_from(&kept.hash);
    }
    assert_eq!(heads.last().unwrap()["head"]["seq"], entries, "the end of the run is signed");
    for head in heads.iter().map(|line| &line["head"]) {
        let at = head["seq"].as_u64().unwrap() as usize - 1;
        assert_eq!(head["hash"], json!(kept[at].hash));
        let message = format!("rollcall record head v1\n{}\n{}", kept[at].seq, kept[at].hash);
        let bytes = |name: &str| hex::decode(head[name].as_str().unwrap()).unwrap();
        let key: [u8; 32] = bytes("public_key").try_into().unwrap();
        let signature = Signature::from_slice(&bytes("signature")).unwrap();
        let key = VerifyingKey::from_bytes(&key).unwrap();
        key.verify_strict(message.as_bytes(), &signature).unwrap();
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    }
    let problem = world.house.export_record(&file).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert!(problem.side_words.contains("already exists"), "{problem}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "it is left alone");
    let nowhere = world.folder.path().join("no such folder/record.jsonl");
    let problem = world.house.export_record(&nowhere).await.unwrap_err();
    assert!(problem.side_words.contains("cannot be written"), "{problem}");
}
