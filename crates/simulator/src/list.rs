//! Lists: what is in them, in which order, and which page of it goes out.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::dice::Dice;
use crate::filter::Filter;
use crate::odd::Oddity;
use crate::patch::get;
use crate::plays::{ItemsPerPage, Order, OtherFilters, Plays};
use crate::render::{Pen, Selection, shuffle_key};
use crate::reply::{LIST, Refusal, Reply};
use crate::state::State;

/// How an answer is bent by a fault or an odd server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bend {
    pub(crate) odd: Option<Oddity>,
    pub(crate) total: i64,
    pub(crate) repeated_ids: bool,
    pub(crate) no_members: bool,
    /// Characters of the first resource's name.
    pub(crate) long_name: Option<usize>,
}

struct Paging {
    /// 1-based.
    start: u64,
    count: Option<u64>,
    cursor: Option<String>,
}

/// One page of a list that is `all`.
struct Page {
    items: Vec<u32>,
    /// As echoed.
    start: u64,
    size: u64,
    next_cursor: Option<String>,
    total: usize,
}

pub(crate) fn users(
    state: &mut State,
    call: &Call,
    bend: Bend,
    address: &str,
) -> Result<Reply, Refusal> {
    let base = Arc::clone(&state.base);
    let plays = &base.plays;
    let paging = paging(call, bend)?;
    let by_hand_too = match &plays.provisioned_only_parameter {
        Some(name) => call.parameter(name).is_some_and(|value| value.eq_ignore_ascii_case("false")),
        None => true,
    };
    let filter = filter(call, &plays.user_filters, plays, bend)?;
    let mut all = match &filter {
        Some(filter) => Arc::new(matching_users(state, filter, by_hand_too)),
        None => state.listed(by_hand_too),
    };
    if plays.sort_users
        && let Some(attribute) = call.parameter("sortBy")
    {
        let descending = call.parameter("sortOrder") == Some("descending");
        let unsorted = Arc::clone(&all);
        let sort = |state: &State| sorted_users(state, &unsorted, attribute, descending);
        all = if filter.is_none() {
            state.cached(format!("{by_hand_too} by {attribute} {descending}"), sort)
        } else {
            Arc::new(sort(state))
        };
    } else if filter.is_none() {
        all = unsettled(state, all, &paging, plays.order);
    }
    let page = page(&all, &paging, plays, bend)?;
    let selection = Selection::of(call, plays);
    let pen = Pen { state, address };
    let resources = page.items.iter().map(|index| {
        let mut user = pen.user(*index);
        selection.apply(&mut user);
        user
    });
    Ok(envelope(plays, &page, resources.collect(), bend))
}

pub(crate) fn groups(
    state: &mut State,
    call: &Call,
    bend: Bend,
    address: &str,
) -> Result<Reply, Refusal> {
    let base = Arc::clone(&state.base);
    let plays = &base.plays;
    let paging = paging(call, bend)?;
    let mut all = state.group_indices();
    if let Some(filter) = filter(call, &plays.group_filters, plays, bend)? {
        let by_id = filter.attribute.eq_ignore_ascii_case("id");
        all.retain(|group| {
            let value = if by_id {
                Some(base.group_ids.of(*group))
            } else if filter.attribute.eq_ignore_ascii_case("externalId") {
                state.group(*group).and_then(|group| group.external_id)
            } else {
                state.group_name(*group)
            };
            value.as_deref() == Some(&filter.value)
        });
    }
    if plays.sort_groups && call.parameter("sortBy").is_some() {
        all.sort_by_cached_key(|group| state.group_name(*group).map(|name| name.to_lowercase()));
        if call.parameter("sortOrder") == Some("descending") {
            all.reverse();
        }
    } else if plays.order == Order::Shuffled {
        state.list_requests += 1;
        all.sort_by_key(|group| shuffle_key(state.list_requests, *group));
    }
    let page = page(&all, &paging, plays, bend)?;
    let selection = Selection::of(call, plays);
    let with_members = plays.members_in_list && selection.wants("members");
    let pen = Pen { state, address };
    let resources = page.items.iter().map(|group| {
        let mut group = pen.group(*group, with_members);
        selection.apply(&mut group);
        group
    });
    Ok(envelope(plays, &page, resources.collect(), bend))
}

fn filter(
    call: &Call,
    allowed: &[String],
    plays: &Plays,
    bend: Bend,
) -> Result<Option<Filter>, Refusal> {
    let Some(text) = call.parameter("filter") else { return Ok(None) };
    if bend.odd == Some(Oddity::FilterIgnored) {
        return Ok(None);
    }
    let parsed = Filter::parse(text, plays.filter_value);
    match parsed {
        Ok(filter) if filter.among(allowed).is_some() => Ok(Some(filter)),
        _ if plays.other_filters == OtherFilters::Ignored => Ok(None),
        Ok(filter) => Err(Refusal::typed(
            400,
            "invalidFilter",
            format!("filtering by {} is not supported", filter.attribute),
        )),
        Err(refusal) => Err(refusal),
    }
}

fn matching_users(state: &mut State, filter: &Filter, by_hand_too: bool) -> Vec<u32> {
    let direct = match filter.attribute.to_ascii_lowercase().as_str() {
        "username" => Some(state.find_user_name(&filter.value)),
        "id" => Some(state.find_user(&filter.value)),
        _ => None,
    };
    if let Some(found) = direct {
        return found.filter(|index| state.shows(*index, by_hand_too)).into_iter().collect();
    }
    let all = state.listed(by_hand_too);
    all.iter()
        .copied()
        .filter(|index| {
            let account = state.account(*index);
            filter.matches(&account.record, account.active)
        })
        .collect()
}

fn sorted_users(state: &State, all: &[u32], attribute: &str, descending: bool) -> Vec<u32> {
    let mut sorted = all.to_vec();
    sorted.sort_by_cached_key(|index| {
        if attribute.eq_ignore_ascii_case("id") {
            let id = state.base.user_ids.of(*index);
            return (id.len(), id);
        }
        if attribute.eq_ignore_ascii_case("userName") {
            return (0, state.user_name(*index).to_lowercase());
        }
        let record = state.account(*index).record;
        let mut parts = attribute.split('.');
        let first = parts.next().and_then(|name| get(&record, name));
        let value = parts.fold(first, |value, name| get(value?.as_object()?, name));
        (0, value.and_then(Value::as_str).unwrap_or_default().to_lowercase())
    });
    if descending {
        sorted.reverse();
    }
    sorted
}

/// The order of this very request, where an app does not keep one.
///
/// A drifting order lets some accounts change places between the requests of one pass, so that ids
/// repeat and are missing at page borders. In each pass another third of the accounts moves: two
/// passes in a row together show everybody.
fn unsettled(
    state: &mut State,
    all: Arc<Vec<u32>>,
    paging: &Paging,
    order: Order,
) -> Arc<Vec<u32>> {
    if order == Order::Stable {
        return all;
    }
    state.list_requests += 1;
    if paging.start <= 1 && paging.cursor.is_none() {
        state.passes += 1;
    }
    let mut list = all.as_ref().clone();
    let request = state.list_requests;
    if order == Order::Shuffled {
        list.sort_by_key(|index| shuffle_key(request, *index));
        return Arc::new(list);
    }
    let dice = Dice::new(request, "drift");
    let third = state.passes % 3;
    let moving: Vec<usize> =
        (0..list.len()).filter(|place| u64::from(list[*place]) % 3 == third).collect();
    for swap in 0..6 {
        if let (Some(one), Some(other)) =
            (dice.pick(swap * 2, &moving), dice.pick(swap * 2 + 1, &moving))
        {
            list.swap(one, other);
        }
    }
    Arc::new(list)
}

fn paging(call: &Call, bend: Bend) -> Result<Paging, Refusal> {
    let number = |name: &str| {
        let Some(text) = call.parameter(name) else { return Ok(None) };
        let number: i64 =
            text.parse().map_err(|_| Refusal::invalid_value(format!("{name} is not a number")))?;
        Ok(Some(u64::try_from(number).unwrap_or(0)))
    };
    if bend.odd == Some(Oddity::FailsOnCount) && call.parameter("count").is_some() {
        return Err(Refusal::new(400, "unexpected parameter: count"));
    }
    Ok(Paging {
        start: number("startIndex")?.unwrap_or(1).max(1),
        count: number("count")?,
        cursor: call.parameter("cursor").map(String::from),
    })
}

fn page(all: &[u32], paging: &Paging, plays: &Plays, bend: Bend) -> Result<Page, Refusal> {
    let total = all.len();
    let everything = total as u64;
    let asked = match bend.odd {
        Some(Oddity::IgnoresCount) => Some(10),
        Some(Oddity::BareArray) => Some(everything),
        _ => paging.count.or(plays.count_default.limit().map(u64::from)),
    };
    let size = asked.unwrap_or(everything);
    let size = match plays.count_max.limit() {
        Some(most) if bend.odd != Some(Oddity::BareArray) => size.min(u64::from(most)),
        _ => size,
    };
    let mut start = match bend.odd {
        Some(Oddity::IgnoresStartIndex | Oddity::BareArray) => 1,
        Some(Oddity::RepeatsFirstPage) if paging.start > everything => 1,
        _ => paging.start,
    };
    if bend.odd == Some(Oddity::CursorOnly) {
        if paging.start > 1 {
            return Err(Refusal::invalid_value("startIndex is not supported, use cursor"));
        }
        start = match paging.cursor.as_deref() {
            None | Some("") => 1,
            Some(cursor) => cursor
                .strip_prefix("after-")
                .and_then(|place| place.parse::<u64>().ok())
                .map(|place| place + 1)
                .ok_or_else(|| Refusal::typed(400, "invalidCursor", "no such cursor"))?,
        };
    }
    let first = usize::try_from(start - 1).unwrap_or(usize::MAX).min(total);
    let last = first.saturating_add(usize::try_from(size).unwrap_or(usize::MAX)).min(total);
    let mut items = all[first..last].to_vec();
    if bend.repeated_ids {
        // the second half of this page repeats accounts of the first page
        let half = items.len() / 2;
        for (place, item) in items.iter_mut().skip(half).enumerate() {
            *item = all[place % total.max(1)];
        }
    }
    let next_cursor =
        (bend.odd == Some(Oddity::CursorOnly) && last < total).then(|| format!("after-{last}"));
    Ok(Page { items, start: paging.start, size, next_cursor, total })
}

fn envelope(
    plays: &Plays,
    page: &Page,
    mut resources: Vec<Map<String, Value>>,
    bend: Bend,
) -> Reply {
    if let (Some(length), Some(first)) = (bend.long_name, resources.first_mut()) {
        let name = "A".repeat(length);
        first.insert("displayName".into(), name.clone().into());
        first.insert("name".into(), json!({ "formatted": name }));
    }
    let received = resources.len() as u64;
    let resources: Value = resources.into_iter().map(Value::Object).collect();
    if bend.odd == Some(Oddity::BareArray) {
        return Reply::json(plays, 200, &resources);
    }
    let claim = i64::try_from(page.total).unwrap_or(i64::MAX)
        + bend.total
        + match bend.odd {
            Some(Oddity::TotalTooHigh) => 5,
            Some(Oddity::TotalTooLow) => -5,
            _ => 0,
        };
    let mut list = Map::new();
    list.insert("schemas".into(), json!([LIST]));
    if !matches!(bend.odd, Some(Oddity::NoTotal | Oddity::RepeatsFirstPage | Oddity::CursorOnly)) {
        list.insert("totalResults".into(), claim.max(0).into());
    }
    if bend.odd == Some(Oddity::CursorOnly) {
        if let Some(cursor) = &page.next_cursor {
            list.insert("nextCursor".into(), cursor.clone().into());
        }
    } else {
        list.insert("startIndex".into(), page.start.into());
    }
    let items_per_page = match (plays.items_per_page, plays.count_default.limit()) {
        (ItemsPerPage::Constant, Some(default)) => u64::from(default),
        (ItemsPerPage::PageSize, Some(_)) => page.size,
        _ => received,
    };
    list.insert("itemsPerPage".into(), items_per_page.into());
    list.insert("Resources".into(), resources);
    Reply::json(plays, 200, &list.into())
}
