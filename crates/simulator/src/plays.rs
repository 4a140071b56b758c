//! The `[plays]` table: what a simulated provider does, by behavior. Every default is what RFC 7644
//! describes for a plain server; a catalogue file writes down only where its provider differs.
//! An unknown key or an unknown behavior is an error.

use serde::Deserialize;

/// One provider's behaviors. Counts are of the sample company.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Plays {
    /// Part of the sample that starts when no app is named.
    pub sample: bool,
    /// Where the resources live, below `/<id>`.
    pub path: String,

    // ---- how many
    /// Accounts a full list returns at first.
    pub listed: u32,
    /// Deactivated accounts: among the listed ones if those are listed, hidden besides them if not.
    pub inactive: u32,
    /// Of the listed accounts, so many came by hand and show only when the list is asked for them.
    pub unprovisioned: u32,
    pub groups: u32,
    pub service_accounts: u32,
    /// Lower-case hyphenated group names with this prefix, such as `vpn-`.
    pub group_slug_prefix: Option<String>,
    pub extra_groups: Vec<String>,

    // ---- identifiers
    pub id_style: IdStyle,
    pub id_json: IdJson,
    pub user_id_prefix: String,
    pub group_id_prefix: String,
    pub digits_one_in: u32,
    pub first_number: u64,

    // ---- listing
    /// Page size when `count` is not sent.
    pub count_default: PageSize,
    /// A larger `count` is cut to this.
    pub count_max: PageSize,
    pub items_per_page: ItemsPerPage,
    pub order: Order,
    pub sort_users: bool,
    pub sort_groups: bool,
    pub user_filters: Vec<String>,
    pub group_filters: Vec<String>,
    pub other_filters: OtherFilters,
    pub filter_value: FilterValue,
    pub attributes_parameter: bool,
    /// Names of query parameters that leave attributes out.
    pub excluded_attributes_parameters: Vec<String>,
    /// `name=false` in the query shows the accounts that came by hand too.
    pub provisioned_only_parameter: Option<String>,
    pub unprovisioned_writes: UnprovisionedWrites,
    pub members_in_list: bool,
    pub member_fields: Vec<String>,

    // ---- attributes
    /// Attributes kept and returned besides id, userName, name, emails and active.
    pub attributes: Vec<String>,
    /// Attributes of the enterprise extension (RFC 7643 §4.3) kept and returned.
    pub enterprise: Vec<String>,
    pub enterprise_at_top_level: EnterpriseAtTopLevel,
    pub manager: ManagerValue,
    pub write_only: Vec<String>,
    pub create_only: Vec<String>,
    pub display_name: bool,
    pub name_parts: NameParts,
    pub null_names_one_in: u32,
    pub missing_names_one_in: u32,
    pub emails: Emails,
    pub booleans: Booleans,
    pub user_groups: bool,
    pub role_extension: Option<String>,
    pub roles: Vec<String>,
    pub missing_role_one_in: u32,
    pub default_role: Option<String>,
    pub user_types: Vec<String>,
    pub timestamps: Timestamps,
    pub location: Location,
    /// The base of `meta.location` when it is on another host.
    pub location_base: String,
    pub content_type: String,

    // ---- writing
    pub post_active: PostActive,
    pub post_inactive_address: PostInactiveAddress,
    pub post_removed_address: PostRemovedAddress,
    pub post_ignores_members: bool,
    /// Addresses that belong to accounts nobody here can see: creating them is a conflict.
    pub outside_accounts: Vec<String>,
    /// Domains this tenant has verified; accounts of others are not listed if `other_domains` says so.
    pub verified_domains: Vec<String>,
    pub other_domains: OtherDomains,
    pub profile_edit_other_domains: ProfileEdit,
    pub user_name_case: UserNameCase,
    pub special_characters: SpecialCharacters,
    pub put_user: PutUser,
    pub put_group: PutGroup,
    pub patch_op_case: OpCase,
    pub patch_without_path: PatchWithoutPath,
    pub remove_value_array: RemoveValueArray,
    pub patch_user_answer: PatchAnswer,
    pub patch_group_answer: PatchAnswer,
    pub methods_refused: Vec<String>,

    // ---- leaving
    pub deactivated_users: DeactivatedUsers,
    pub user_delete: UserDelete,
    pub groups_after_deactivation: GroupsAfterDeactivation,
    pub reactivate: Reactivate,
    /// Active accounts allowed; reactivating or creating beyond is refused. Absent = no limit.
    pub seats: Option<u32>,
    pub protected: Vec<Protected>,
    pub undeletable_groups: Vec<String>,
    pub token_dies_on_role_change: bool,

    // ---- the rest
    pub discovery: Vec<String>,
    pub resource_types: ResourceTypes,
    pub error_status: ErrorStatus,
    pub error_scim_type: bool,
    pub elsewhere: Elsewhere,
    pub gzip: bool,
    pub limit: Option<Limit>,
}

impl Default for Plays {
    fn default() -> Self {
        Self {
            sample: false,
            path: "/scim/v2".into(),
            listed: 300,
            inactive: 12,
            unprovisioned: 0,
            groups: 20,
            service_accounts: 1,
            group_slug_prefix: None,
            extra_groups: Vec::new(),
            id_style: IdStyle::Uuid,
            id_json: IdJson::Text,
            user_id_prefix: String::new(),
            group_id_prefix: String::new(),
            digits_one_in: 0,
            first_number: 1,
            count_default: PageSize::At(100),
            count_max: PageSize::At(1000),
            items_per_page: ItemsPerPage::Received,
            order: Order::Stable,
            sort_users: true,
            sort_groups: true,
            user_filters: ["userName", "externalId", "emails.value", "id", "active", "displayName"]
                .map(String::from)
                .into(),
            group_filters: ["displayName", "externalId", "id"].map(String::from).into(),
            other_filters: OtherFilters::Refused,
            filter_value: FilterValue::Quoted,
            attributes_parameter: true,
            excluded_attributes_parameters: vec!["excludedAttributes".into()],
            provisioned_only_parameter: None,
            unprovisioned_writes: UnprovisionedWrites::Accepted,
            members_in_list: true,
            member_fields: ["value", "display", "$ref", "type"].map(String::from).into(),
            attributes: ["externalId", "title", "userType", "locale", "timezone", "phoneNumbers"]
                .map(String::from)
                .into(),
            enterprise: ["department", "costCenter", "division", "organization"]
                .into_iter()
                .chain(["manager", "employeeNumber"])
                .map(String::from)
                .collect(),
            enterprise_at_top_level: EnterpriseAtTopLevel::Ignored,
            manager: ManagerValue::Id,
            write_only: Vec::new(),
            create_only: Vec::new(),
            display_name: true,
            name_parts: NameParts::All,
            null_names_one_in: 0,
            missing_names_one_in: 0,
            emails: Emails::Typed,
            booleans: Booleans::Json,
            user_groups: true,
            role_extension: None,
            roles: Vec::new(),
            missing_role_one_in: 0,
            default_role: None,
            user_types: Vec::new(),
            timestamps: Timestamps::Utc,
            location: Location::Absolute,
            location_base: String::new(),
            content_type: "application/scim+json".into(),
            post_active: PostActive::AsAsked,
            post_inactive_address: PostInactiveAddress::Conflict,
            post_removed_address: PostRemovedAddress::New,
            post_ignores_members: false,
            outside_accounts: Vec::new(),
            verified_domains: Vec::new(),
            other_domains: OtherDomains::Listed,
            profile_edit_other_domains: ProfileEdit::Accepted,
            user_name_case: UserNameCase::AsSent,
            special_characters: SpecialCharacters::Kept,
            put_user: PutUser::Replaces,
            put_group: PutGroup::Replaces,
            patch_op_case: OpCase::Any,
            patch_without_path: PatchWithoutPath::Accepted,
            remove_value_array: RemoveValueArray::RemovesNamed,
            patch_user_answer: PatchAnswer::Resource,
            patch_group_answer: PatchAnswer::Resource,
            methods_refused: Vec::new(),
            deactivated_users: DeactivatedUsers::Listed,
            user_delete: UserDelete::Removes,
            groups_after_deactivation: GroupsAfterDeactivation::Kept,
            reactivate: Reactivate::Accepted,
            seats: None,
            protected: Vec::new(),
            undeletable_groups: Vec::new(),
            token_dies_on_role_change: false,
            discovery: ["ServiceProviderConfig", "ResourceTypes", "Schemas"]
                .map(String::from)
                .into(),
            resource_types: ResourceTypes::List,
            error_status: ErrorStatus::Text,
            error_scim_type: true,
            elsewhere: Elsewhere::NotFound,
            gzip: false,
            limit: None,
        }
    }
}

/// A number of resources in one answer, or `"everything"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum PageSize {
    At(u32),
    Named(Everything),
}

impl PageSize {
    pub(crate) fn limit(self) -> Option<u32> {
        match self {
            Self::At(size) => Some(size),
            Self::Named(Everything::Everything) => None,
        }
    }
}

/// A person the provider does not let anybody remove over SCIM, and what is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Protected {
    pub who: Whose,
    pub from: Vec<Act>,
    pub status: u16,
    pub detail: String,
}

/// How fast is too fast, and what the refusal says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    pub requests: u32,
    pub window_seconds: f64,
    pub counts: Counted,
    pub retry_after: RetryAfterForm,
    /// What Retry-After says, where it is sent.
    pub wait_seconds: u32,
    /// After the first refusal everything is refused for so long.
    #[serde(default)]
    pub penalty_seconds: f64,
}

macro_rules! behaviors {
    ($($(#[$about:meta])* $name:ident { $($variant:ident),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum $name { $($variant),+ }
    )+};
}

behaviors! {
    Everything { Everything }
    /// What identifiers look like. `awkward` ones carry `/`, `?`, `#`, `%` and a space.
    IdStyle { Digits, Uuid, UuidOrDigits, Prefixed, Awkward }
    /// The JSON type of identifiers of digits.
    IdJson { Text, Number }
    /// What `itemsPerPage` says: always the default size, the size asked for, or the number of
    /// resources in this answer.
    ItemsPerPage { Constant, PageSize, Received }
    /// `drifts`: a few resources change places between requests. `shuffled`: again at every
    /// request.
    Order { Stable, Drifts, Shuffled }
    OtherFilters { Refused, Ignored }
    FilterValue { Quoted, QuotedOrBare }
    UnprovisionedWrites { Accepted, NotFound }
    /// Enterprise attributes sent at the top level of a new user.
    EnterpriseAtTopLevel { Ignored, MovedIntoExtension }
    ManagerValue { Id, EmailAddress }
    NameParts { GivenFamily, Formatted, All }
    /// `typed` has type and primary, `primary` no type, `plain` only the value.
    Emails { Typed, Primary, Plain, Absent }
    Booleans { Json, Text, Mixed }
    Timestamps { Utc, UtcMilliseconds, Offset, Digits, Absent }
    Location { Absolute, Relative, OtherHost, Absent }
    PostActive { AsAsked, Always }
    /// Creating an account under the address of a deactivated one.
    PostInactiveAddress { Conflict, Reactivates }
    /// Creating an account under the address of a removed one.
    PostRemovedAddress { New, Reattaches }
    OtherDomains { Listed, Invisible }
    /// Changing name or address of an account outside the verified domains.
    ProfileEdit { Accepted, Refused, Ignored }
    UserNameCase { AsSent, Refused, Lowered }
    SpecialCharacters { Kept, Refused }
    PutUser { Replaces, Merges }
    /// `keeps-absent-members`: a list given replaces, a list left out is kept. `merges`: nothing sent
    /// removes anything, names and members stay.
    PutGroup { Replaces, KeepsAbsentMembers, Merges }
    OpCase { Any, Lower }
    PatchWithoutPath { Accepted, Refused }
    /// `remove` with path `members` and a value array: takes out those named, or everybody.
    RemoveValueArray { RemovesNamed, Empties }
    PatchAnswer { Resource, NoContent }
    /// Listed with `active: false`; readable by id only; or gone altogether.
    DeactivatedUsers { Listed, Unlisted, Gone }
    UserDelete { Removes, Deactivates }
    GroupsAfterDeactivation { Kept, Left }
    Reactivate { Accepted, Refused }
    Whose { TokenOwner, SoleOwner }
    Act { Deactivate, Delete, ChangeRole }
    ResourceTypes { List, Array }
    /// The JSON type of `status` in error bodies.
    ErrorStatus { Text, Number }
    /// What a path outside the base answers: 404, or a web page with status 200.
    Elsewhere { NotFound, WebPage }
    Counted { All, Writes }
    RetryAfterForm { Seconds, Suffixed, Date, None }
}
