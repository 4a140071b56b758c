//! The catalogue's files: whole, marked, and rejected when they say what nobody understands.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_providers::{Catalogue, Mark};
use toml::{Table, Value};

fn dropped(file: &str, text: &str) -> Result<Catalogue, String> {
    let files = [(file.to_owned(), text.to_owned())];
    let (catalogue, errors) = Catalogue::built_in().with_folder(&files);
    match errors.into_iter().next() {
        Some(error) => Err(error.to_string()),
        None => Ok(catalogue),
    }
}

const HEAD: &str = "id = \"acme\"\nname = \"Acme\"\ncolor = \"red\"\n";

#[test]
fn the_built_in_files_parse_in_the_order_of_the_screen() {
    let catalogue = Catalogue::built_in();
    let ids: Vec<&str> = catalogue.all().iter().map(|profile| profile.id.as_str()).collect();
    assert_eq!(ids, ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"]);
    for profile in catalogue.all() {
        assert!(!profile.connect.token_steps.is_empty(), "{}", profile.id);
        assert!(!profile.words.residual.is_empty(), "{}", profile.id);
        assert!(!profile.words.hidden.is_empty(), "{}", profile.id);
        for facts in [profile.facts_can(), profile.facts_cannot(), profile.facts_unknown()] {
            assert!(!facts.is_empty(), "{}", profile.id);
        }
    }
}

/// Walks the raw files, so that a statement without a mark is found wherever it hides.
#[test]
fn every_fact_has_a_mark_and_a_source() {
    fn walk(file: &str, path: &str, value: &Value, facts: &mut u32) {
        match value {
            Value::Table(table) => {
                let is_fact =
                    ["value", "mark", "source", "text"].iter().any(|key| table.contains_key(*key));
                if is_fact {
                    let mark = table.get("mark").and_then(Value::as_str).unwrap_or_default();
                    assert!(["documented", "seen", "assumed"].contains(&mark), "{file} {path}");
                    let source = table.get("source").and_then(Value::as_str).unwrap_or_default();
                    assert!(!source.is_empty(), "{file} {path} has no source");
                    *facts += 1;
                    return;
                }
                for (key, value) in table {
                    walk(file, &format!("{path}.{key}"), value, facts);
                }
            }
            Value::Array(values) => {
                for (n, value) in values.iter().enumerate() {
                    walk(file, &format!("{path}[{n}]"), value, facts);
                }
            }
            _ => {}
        }
    }
    // forms, labels and nouns are ours to choose, everything else is a claim about the provider
    let plain = [
        "connect.address_label",
        "connect.address_hint",
        "connect.address_example",
        "connect.token_label",
        "connect.address_rule",
        "words.nouns",
    ];
    for (file, text) in Catalogue::built_in_texts() {
        let table: Table = text.parse().unwrap();
        let mut facts = 0;
        for section in ["connect", "words", "speaks"] {
            for (key, value) in table[section].as_table().unwrap() {
                let path = format!("{section}.{key}");
                if plain.contains(&path.as_str()) {
                    continue;
                }
                assert!(value.is_table() || value.is_array(), "{file} {path} is a bare value");
                walk(file, &path, value, &mut facts);
            }
        }
        assert!(facts > 30, "{file} states only {facts} facts");
    }
}

#[test]
fn the_words_carry_no_exclamation_and_every_sentence_ends() {
    for profile in Catalogue::built_in().all() {
        let words = &profile.words;
        let mut sentences = vec![
            &words.deactivate_warning.lead,
            &words.deactivate_warning.text,
            &words.deactivate_note,
        ];
        sentences.extend(words.refusals.values());
        sentences.push(&profile.connect.needs);
        for sentence in sentences {
            assert!(sentence.ends_with('.'), "{}: {sentence}", profile.id);
            assert!(!sentence.contains('!'), "{}: {sentence}", profile.id);
        }
        assert!(!words.undo.ends_with('.'), "{}: undo is shown inside a list", profile.id);
    }
}

#[test]
fn a_file_inherits_what_it_leaves_out_and_says_where_each_fact_is_from() {
    let catalogue = dropped("acme.toml", HEAD).unwrap();
    let acme = catalogue.get("acme").unwrap();
    let generic = catalogue.get("scim").unwrap();
    assert_eq!(acme.speaks.page_size.value, generic.speaks.page_size.value);
    assert_eq!(acme.speaks.page_size.from, "scim");
    assert_eq!(acme.words, generic.words);

    let notion = catalogue.get("notion").unwrap();
    assert_eq!(notion.speaks.remove_member.from, "notion");
    assert_eq!(notion.speaks.members_per_request.from, "scim");
    assert_eq!(notion.words.nouns.user, "member");
    assert_eq!(notion.words.nouns.group, "group");
    assert_eq!(notion.provenance("words.undo").unwrap().mark, Mark::Documented);
    assert_eq!(notion.provenance("words.refusals.401").unwrap().from, "notion");
    assert_eq!(notion.provenance("words.refusals.501").unwrap().from, "scim");
    assert_eq!(notion.provenance("connect.needs").unwrap().from, "notion");
    assert_eq!(notion.refusal_hint(501), generic.refusal_hint(501));
    assert_ne!(notion.refusal_hint(403), generic.refusal_hint(403));
    assert_eq!(notion.refusal_hint(418), None);
}

#[test]
fn a_dropped_file_stands_before_the_generic_one() {
    let text = format!(
        "{HEAD}[words.nouns]\ngroup = \"squad\"\ngroups = \"squads\"\n[plays]\nanything = 1\n"
    );
    let catalogue = dropped("acme.toml", &text).unwrap();
    assert_eq!(catalogue.get("acme").unwrap().words.nouns.groups, "squads");
    let ids: Vec<&str> = catalogue.all().iter().map(|profile| profile.id.as_str()).collect();
    assert_eq!(ids.last(), Some(&"scim"));
    assert_eq!(ids.len(), 7);
}

#[test]
fn a_file_that_does_not_fit_is_named_with_its_key_and_what_is_allowed() {
    let cases: [(&str, &str, &[&str]); 14] = [
        ("[speaks]\npagging = 1\n", "acme.toml", &["pagging"]),
        (
            "[speaks]\npagging = { value = \"index\", mark = \"seen\", source = \"x\" }\n",
            "acme.toml",
            &["pagging", "`paging`", "speaks"],
        ),
        (
            "[speaks]\nremove_member = { value = \"all\", mark = \"seen\", source = \"x\" }\n",
            "acme.toml",
            &["all", "filter-path", "value-array"],
        ),
        (
            "[speaks]\npaging = { value = \"index\", mark = \"sure\", source = \"x\" }\n",
            "acme.toml",
            &["sure", "documented", "seen", "assumed"],
        ),
        (
            "[speaks]\npaging = { value = \"index\", source = \"x\" }\n",
            "acme.toml",
            &["speaks.paging", "mark"],
        ),
        (
            "[speaks]\npaging = { value = \"index\", mark = \"seen\", source = \" \" }\n",
            "acme.toml",
            &["speaks.paging", "source"],
        ),
        (
            "[speaks]\npaging = \"index\"\n",
            "acme.toml",
            &["speaks.paging", "value, mark and source"],
        ),
        (
            "[speaks]\npaging = { value = \"index\", mark = \"seen\", source = \"x\", from = \"y\" }\n",
            "acme.toml",
            &["speaks.paging", "from"],
        ),
        (
            "[speaks]\nafter_deactivate = { value = [\"unlisted\"], mark = \"seen\", source = \"x\" }\n",
            "acme.toml",
            &["after_deactivate", "inactive"],
        ),
        (
            "[speaks]\nlimits = { value = { per_second = 0.0, burst = 1, in_flight = 1, default_retry_after_seconds = 1 }, mark = \"seen\", source = \"x\" }\n",
            "acme.toml",
            &["speaks.limits"],
        ),
        ("[words]\nundo = \"activate\"\n", "acme.toml", &["words.undo", "mark"]),
        (
            "[words.refusals]\nteapot = { value = \"x\", mark = \"seen\", source = \"x\" }\n",
            "acme.toml",
            &["teapot", "400"],
        ),
        ("[extra]\nx = 1\n", "acme.toml", &["extra", "connect"]),
        ("", "other.toml", &["`acme`", "file's name"]),
    ];
    for (text, file, wanted) in cases {
        let error = dropped(file, &format!("{HEAD}{text}")).unwrap_err();
        assert!(error.starts_with(&format!("catalogue file {file}")), "{error}");
        for word in wanted {
            assert!(error.contains(word), "`{word}` is not in: {error}");
        }
    }
    let error = dropped("acme.toml", "id = \"acme\"\n").unwrap_err();
    assert!(error.contains("`name`"), "{error}");
    let error = dropped("acme.toml", "id = ").unwrap_err();
    assert!(error.contains("line 1"), "{error}");
    let error = dropped("notion.toml", &HEAD.replace("acme", "notion")).unwrap_err();
    assert!(error.contains("taken"), "{error}");
}

#[test]
fn one_bad_file_does_not_take_the_good_ones_with_it() {
    let files =
        [("bad.toml".to_owned(), "id = 1".to_owned()), ("acme.toml".to_owned(), HEAD.to_owned())];
    let (catalogue, errors) = Catalogue::built_in().with_folder(&files);
    assert!(catalogue.get("acme").is_some());
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].file, "bad.toml");
}

#[test]
fn what_scim_does_not_reach_is_said_of_every_provider_with_where_to_close_it() {
    for profile in Catalogue::built_in().all() {
        let residual = &profile.words.residual;
        assert!(!residual.is_empty(), "{}: residual access", profile.id);
        for fact in residual {
            assert!(!fact.text.is_empty() && !fact.detail.is_empty(), "{}: {fact:?}", profile.id);
            assert!(!fact.source.is_empty(), "{}: {}", profile.id, fact.text);
        }
    }
}
