//! Servers that break the listing rules of RFC 7644 §3.4.2.4 in one way each. The tests of reading
//! "any SCIM 2.0 server" use them.

/// One way to be odd. Everything else about the server is plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// Answers pages of ten for any `count`.
    IgnoresCount,
    /// Answers 400 when `count` is sent; pages of twenty without.
    FailsOnCount,
    /// Cuts `count` to seven.
    CapsCount,
    /// Always the first page; the total is right.
    IgnoresStartIndex,
    /// The first page again where an empty one is due; no total, so only the repeats show it.
    RepeatsFirstPage,
    /// Claims five more than there are.
    TotalTooHigh,
    /// Claims five fewer than there are.
    TotalTooLow,
    /// Right pages, no `totalResults`.
    NoTotal,
    /// `nextCursor` (RFC 9865) and nothing else; `startIndex` above 1 is refused.
    CursorOnly,
    /// Everything at once, as an array without an envelope.
    BareArray,
    /// A new order for every request: ids repeat and are missing between pages.
    UnstableOrder,
    /// Every filter is ignored: the whole list comes back.
    FilterIgnored,
    /// Group lists without `members`; a group by id has them.
    MembersMissingInList,
    /// As before, and one group (the first listed) fails with 500 by id.
    MembersFailForOneGroup,
    /// Identifiers with `/`, `?`, `#`, `%` and a space.
    AwkwardIds,
}

impl Oddity {
    pub const ALL: [Self; 15] = [
        Self::IgnoresCount,
        Self::FailsOnCount,
        Self::CapsCount,
        Self::IgnoresStartIndex,
        Self::RepeatsFirstPage,
        Self::TotalTooHigh,
        Self::TotalTooLow,
        Self::NoTotal,
        Self::CursorOnly,
        Self::BareArray,
        Self::UnstableOrder,
        Self::FilterIgnored,
        Self::MembersMissingInList,
        Self::MembersFailForOneGroup,
        Self::AwkwardIds,
    ];

    /// Behaviors of the plain server to change, as lines of `[plays]`.
    pub(crate) fn plays(self) -> &'static str {
        match self {
            Self::FailsOnCount => "count_default = 20",
            Self::CapsCount => "count_max = 7\ncount_default = 7",
            Self::UnstableOrder => "order = \"shuffled\"",
            Self::MembersMissingInList | Self::MembersFailForOneGroup => "members_in_list = false",
            Self::AwkwardIds => "id_style = \"awkward\"",
            _ => "",
        }
    }
}

/// All odd servers, each startable with [`crate::start_odd`].
pub fn oddities() -> &'static [Oddity] {
    &Oddity::ALL
}
