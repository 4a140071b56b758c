//! People: accounts of five apps and the company's own list, tied into persons.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    AccountMark, AccountState, ListState, PeopleFilter, PeopleQuery, PersonRow, ProtectedAs,
    TruthDates, TruthMapping,
};
use rollcall_engine::{AccountId, ProblemCode};
use rollcall_simulator as simulator;
use rollcall_tests::world::{World, assert_told, unlimited};

async fn people(world: &World, text: &str, filters: Vec<PeopleFilter>) -> Vec<PersonRow> {
    let query =
        PeopleQuery { text: text.to_owned(), filters, limit: 1_000, ..PeopleQuery::default() };
    world.house.people(query).await.expect("people").rows
}

async fn import(world: &World, name: &str, text: &str) {
    let look = world.house.look_at_truth(name, text.as_bytes()).await.expect("a list");
    assert_eq!(look.cannot, None);
    world.house.import_truth(&look.id, None).await.expect("an import");
}

#[tokio::test]
async fn the_sample_company_is_tied_and_compared_with_its_list() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let page = world.house.people(PeopleQuery::default()).await.expect("people");
    assert_eq!(page.apps.len(), 5);
    assert!(page.complete);
    assert!(page.list.is_none());
    assert!(page.filters.iter().all(|facet| facet.value != "not-in-list"), "there is no list yet");
    println!("{} people, {:?}", page.all, page.filters);
    assert!((1_300..1_700).contains(&page.all), "{} people", page.all);

    import(&world, "hr-export.csv", &simulator::truth_list(1)).await;
    let page = world.house.people(PeopleQuery::default()).await.expect("people");
    println!("{} people, {:?}", page.all, page.filters);
    let list = page.list.expect("the list");
    assert_eq!((list.name.as_str(), list.rejected), ("hr-export.csv", 0));
    let oskar = people(&world, "oskar lind", vec![PeopleFilter::LeftActive]).await;
    assert_eq!(oskar.len(), 1);
    let oskar = &oskar[0];
    assert_eq!((oskar.list, oskar.name.as_str()), (ListState::Left, "Oskar Lind"));
    assert_eq!(oskar.cells.len(), 5, "one account in each app");
    assert!(oskar.cells.iter().all(|cell| cell.state == AccountState::Active));
    assert!(!people(&world, "", vec![PeopleFilter::NotInList]).await.is_empty());
    assert!(!people(&world, "", vec![PeopleFilter::NoApp]).await.is_empty());
    assert!(!people(&world, "", vec![PeopleFilter::Shared]).await.is_empty());

    let view = world.house.person(oskar.id).await.expect("a person");
    assert_eq!(view.apps.len(), 5);
    assert_eq!(view.apps.iter().filter(|app| app.accounts.len() == 1).count(), 5);
    assert!(view.apps.iter().all(|app| !app.outside.is_empty()));
    assert!(view.tied_by.contains("oskar.lind@example.com"), "{}", view.tied_by);
    assert!(view.list_fields.iter().any(|field| field.label == "Last day"));
    assert!(view.time.iter().all(|line| line.spans.len() == 1));

    let first = &view.apps[0];
    let account = first.accounts[0].account_id.as_str();
    world
        .house
        .protect(first.connection_id.as_str(), &AccountId::from(account), ProtectedAs::TokenOwner)
        .await
        .unwrap();
    let now = world.house.person(oskar.id).await.expect("the same person");
    let why = now.apps[0].accounts[0].deactivate_blocked.as_deref();
    assert!(why.is_some_and(|why| why.starts_with("Protected as the owner")), "{why:?}");
    assert_eq!(now.apps[1].accounts[0].deactivate_blocked, None);

    let found = world.house.find("oskar").await.expect("found");
    assert!(found.iter().any(|one| one.name == "Oskar Lind"));
    let overview = world.house.overview().await.expect("an overview");
    assert_eq!(overview.apps.len(), 5);
    assert!(overview.left_active.is_some_and(|left| left > 0));
    assert!(overview.activity.len() > 3);
}

#[tokio::test]
async fn a_person_keeps_the_number_and_the_admins_word_holds() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let oskar = people(&world, "oskar lind", Vec::new()).await.remove(0);
    let first = &connections[0];
    let account = world.row(first.id.as_str(), "oskar.lind@example.com").await.account_id;

    world
        .house
        .cut_tie(oskar.id, first.id.as_str(), &AccountId::from(account.as_str()))
        .await
        .expect("a cut");
    let now = people(&world, "oskar lind", Vec::new()).await;
    assert_eq!(now.len(), 2, "two persons of one name");
    let big = now.iter().find(|one| one.cells.len() == 4).expect("the rest");
    let alone = now.iter().find(|one| one.cells.len() == 1).expect("the one that was cut");
    assert!([big.id, alone.id].contains(&oskar.id), "one of them keeps the number");
    world.house.read(&[]).await.expect("reads");
    assert_eq!(people(&world, "oskar lind", Vec::new()).await.len(), 2, "it lasts");

    world
        .house
        .mark_account(first.id.as_str(), &AccountId::from(account.as_str()), AccountMark::Service)
        .await
        .expect("a mark");
    let marked = people(&world, "oskar lind", vec![PeopleFilter::Shared]).await;
    assert_eq!(marked.len(), 1);
    assert!(marked[0].shared.as_ref().expect("why").contains("service"));
    let problem = world.house.person(99_999).await.expect_err("nobody");
    assert_eq!(problem.code, ProblemCode::NotFound);
    assert_told(&problem, "no token");
    let record = world.record_text().await;
    assert!(record.contains("tie-decided") && record.contains("account-marked"));
}

#[tokio::test]
async fn two_are_tied_by_hand_or_it_is_said_why_they_cannot_be_one() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let oskar = people(&world, "oskar lind", Vec::new()).await.remove(0);
    let first = &connections[0];
    let account = world.row(first.id.as_str(), "oskar.lind@example.com").await.account_id;
    world
        .house
        .cut_tie(oskar.id, first.id.as_str(), &AccountId::from(account.as_str()))
        .await
        .expect("a cut");
    let two = people(&world, "oskar lind", Vec::new()).await;
    assert_eq!(two.len(), 2);

    // Every “somebody else” that the cut left between the accounts of the two is taken back.
    let number = world.house.link_people(two[1].id, two[0].id).await.expect("a tie");
    let one = people(&world, "oskar lind", Vec::new()).await;
    assert_eq!((one.len(), one[0].id), (1, number));
    assert_eq!(one[0].cells.len(), 5);
    world.house.link_people(one[0].id, one[0].id).await.expect("nothing to do");

    // Two rows of the list are two people, even against the admin's word.
    import(&world, "hr-export.csv", &simulator::truth_list(1)).await;
    let other = people(&world, "carla mendes", Vec::new()).await.remove(0);
    let before = world.record_text().await;
    let problem = world.house.link_people(one[0].id, other.id).await.expect_err("two rows");
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert!(problem.side_words.contains("row of their own"), "{problem}");
    assert_told(&problem, "no token");
    assert_eq!(world.record_text().await, before, "what was refused is not on record");
    assert_eq!(people(&world, "oskar lind", Vec::new()).await.len(), 1);
    assert_eq!(people(&world, "carla mendes", Vec::new()).await.len(), 1);

    // An app that is gone takes its accounts with it, and nobody else.
    let all = world.house.people(PeopleQuery::default()).await.expect("people").all;
    let cells = people(&world, "oskar lind", Vec::new()).await[0].cells.len();
    world.house.disconnect(connections[0].id.as_str()).await.expect("removed");
    let page = world.house.people(PeopleQuery::default()).await.expect("people");
    assert!(page.all < all && page.all > all / 2, "{} of {all}", page.all);
    assert_eq!(people(&world, "oskar lind", Vec::new()).await[0].cells.len(), cells - 1);
}

#[tokio::test]
async fn a_list_is_looked_at_mapped_and_held_before_it_counts() {
    let world = World::new().await;
    let looked = world.house.look_at_truth("x.pdf", b"%PDF-1.7 nothing").await;
    assert_told(&looked.expect_err("no list"), "no token");
    let looked = world.house.look_at_truth("empty.csv", b"").await;
    assert_told(&looked.expect_err("no list"), "no token");

    let rows: String =
        (0..40).map(|n| format!("p{n}@example.com,Person {n},0{}/04/2026\n", 1 + n % 9)).collect();
    let text = format!("Post,Wer,Last day\n{rows}");
    let look = world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a look");
    assert!(look.dates_asked.is_some(), "both places are below 13");
    assert!(look.cannot.is_some());
    let problem = world.house.import_truth(&look.id, None).await.expect_err("a question is open");
    assert_eq!(problem.code, ProblemCode::BadRequest);
    let fields = [Some("email"), Some("name"), Some("end-date")];
    let mapping = TruthMapping {
        fields: fields.map(|field| field.map(str::to_owned)).to_vec(),
        dates: Some(TruthDates::MonthDay),
        ..TruthMapping::default()
    };
    let look = world.house.map_truth(&look.id, mapping).await.expect("a mapping");
    assert_eq!((look.entries, look.left, look.cannot), (Some(40), 40, None));
    world.house.import_truth(&look.id, None).await.expect("an import");
    assert_eq!(people(&world, "", vec![PeopleFilter::NoApp]).await.len(), 0, "all of them left");

    // The same layout is known again, and a list that shrank is held.
    let rows: Vec<&str> = text.lines().take(31).collect();
    let look =
        world.house.look_at_truth("hr.csv", rows.join("\n").as_bytes()).await.expect("a look");
    assert!(look.remembered && look.cannot.is_some(), "the order is asked of each file");
    let mapping = TruthMapping { dates: Some(TruthDates::MonthDay), ..look.mapping.clone() };
    let look = world.house.map_truth(&look.id, mapping).await.expect("a mapping");
    let held = look.held.expect("ten of forty are missing");
    assert_eq!(held.type_this, "30");
    let problem = world.house.import_truth(&look.id, None).await.expect_err("it is held");
    assert_eq!(problem.code, ProblemCode::NotConfirmed);
    assert_told(&problem, "no token");
    let list = world.house.import_truth(&look.id, Some("30")).await.expect("an import");
    assert_eq!(list.entries, 30);
    assert!(world.record_text().await.contains("truth-imported"));
}

/// A list of two people; other numbers look like another list, which is held.
async fn import_held(world: &World, text: &str) {
    let look = world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a list");
    assert_eq!(look.cannot, None);
    world.house.import_truth(&look.id, Some("2")).await.expect("an import");
}

/// Oskar left by a row that has his address and another number than his accounts.
#[tokio::test]
async fn a_leaver_with_an_employee_number_of_another_numbering_is_seen() {
    let apps = simulator::start(unlimited()).await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let list = |oskar: &str, farid: &str| {
        format!(
            "Employee ID,Name,Work Email,Status\n\
             {oskar},Oskar Lind,oskar.lind@example.com,Terminated\n\
             {farid},Farid Rahimi,farid.rahimi@example.com,Active\n"
        )
    };
    let facet = |page: &rollcall_engine::view::PeoplePage, value: &str| {
        page.filters.iter().find(|one| one.value == value).map_or(0, |one| one.count)
    };
    for (oskar, farid, others) in
        [("P7731", "E10001", 1), ("P7731", "P7732", 2), ("E10000", "E10001", 0)]
    {
        import_held(&world, &list(oskar, farid)).await;
        let found = people(&world, "oskar lind", Vec::new()).await;
        assert_eq!(found.len(), 1, "{oskar} {farid}");
        assert_eq!((found[0].list, found[0].cells.len()), (ListState::Left, 5));
        let page = world.house.people(PeopleQuery::default()).await.expect("people");
        assert_eq!((facet(&page, "left-active"), facet(&page, "other-number")), (1, others));
    }
    // The number of the row is Farid's in an app: nobody is chosen, both are named.
    import_held(&world, &list("E10001", "E10000")).await;
    let found = people(&world, "oskar lind", Vec::new()).await;
    assert!(found.len() > 1 && found.iter().all(|one| one.proposed), "{found:#?}");
    let row = found.iter().find(|one| one.list == ListState::Left).expect("the row");
    let view = world.house.person(row.id).await.expect("the person");
    let named =
        view.proposals.iter().any(|one| one.why.contains("the employee numbers contradict"));
    assert!(named, "{:?}", view.proposals);
}
