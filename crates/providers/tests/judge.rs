//! What counts as proof of a deactivation, provider by provider.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_providers::judge::judge;
use rollcall_providers::{Catalogue, EndState, Judgement, ReadBack, judge_deactivated};
use rollcall_scim::Resource;
use serde_json::{Value, json};

fn user(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

#[test]
fn inactive_and_not_found_count_where_the_profile_expects_them() {
    let inactive = user(json!({ "id": "7", "active": false }));
    let as_text = user(json!({ "id": 7, "active": "False" }));
    for (id, inactive_counts, not_found_counts) in [
        ("zapier", true, true),
        ("zscaler-zpa", true, true),
        ("airtable", true, false),
        ("monday", true, false),
        ("notion", true, true),
        ("scim", true, true),
    ] {
        let catalogue = Catalogue::built_in();
        let profile = catalogue.get(id).unwrap();
        let expect = |counts, state| {
            if counts { Judgement::AsExpected(state) } else { Judgement::Otherwise(state) }
        };
        for resource in [&inactive, &as_text] {
            assert_eq!(
                judge(profile, "7", ReadBack::Found(resource)),
                expect(inactive_counts, EndState::Inactive),
                "{id}"
            );
        }
        assert_eq!(
            judge(profile, "7", ReadBack::NotFound),
            expect(not_found_counts, EndState::NotFound),
            "{id}"
        );
        assert_eq!(judge_deactivated(profile, ReadBack::NotFound), not_found_counts, "{id}");
        assert_eq!(judge_deactivated(profile, ReadBack::Found(&inactive)), inactive_counts, "{id}");
    }
}

#[test]
fn nothing_else_is_proof_anywhere() {
    let active = user(json!({ "id": "7", "active": true }));
    let active_text = user(json!({ "id": "7", "active": "true" }));
    let silent = user(json!({ "id": "7" }));
    let null = user(json!({ "id": "7", "active": null }));
    let odd = user(json!({ "id": "7", "active": "suspended" }));
    let other = user(json!({ "id": "8", "active": false }));
    let nobody = user(json!({ "active": false }));
    for profile in Catalogue::built_in().all() {
        for (found, wanted) in [
            (&active, Judgement::StillActive),
            (&active_text, Judgement::StillActive),
            (&silent, Judgement::NotSaid),
            (&null, Judgement::NotSaid),
            (&odd, Judgement::NotSaid),
            (&other, Judgement::SomebodyElse { id: Some("8".to_owned()) }),
            (&nobody, Judgement::SomebodyElse { id: None }),
        ] {
            let judged = judge(profile, "7", ReadBack::Found(found));
            assert!(!judged.is_proof());
            assert_eq!(judged, wanted, "{}", profile.id);
        }
    }
}

#[test]
fn a_judgement_reads_as_part_of_a_sentence() {
    assert_eq!(Judgement::AsExpected(EndState::NotFound).words(), "not found, as expected");
    assert_eq!(
        Judgement::Otherwise(EndState::NotFound).words(),
        "not found, which is not expected here"
    );
    assert_eq!(Judgement::StillActive.words(), "still active");
}
