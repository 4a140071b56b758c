// The boundary's types as the screens see them. The generator splits a type in two where a value
// that is sent may leave out what a value that is received always holds; screens only receive, so
// here every field is present and "nothing" is null.
import type * as sent from "./bindings";

/** `T` as it arrives: no field is missing, at any depth. */
export type Told<T> = T extends (infer Item)[]
  ? Told<Item>[]
  : T extends object
    ? { [K in keyof T]-?: Told<Exclude<T[K], undefined>> }
    : T;

export type AccountAttribute = Told<sent.AccountAttribute>;
export type AccountRef = Told<sent.AccountRef>;
export type AccountState = Told<sent.AccountState>;
export type AppState = Told<sent.AppState>;
export type AttributeRefusal = Told<sent.AttributeRefusal>;
export type AttributeView = Told<sent.AttributeView>;
export type Confirmation = Told<sent.Confirmation>;
export type ConnectionDetail = Told<sent.ConnectionDetail>;
export type ConnectionView = Told<sent.ConnectionView>;
export type ConnectView = Told<sent.ConnectView>;
export type Facet = Told<sent.Facet>;
export type Facets = Told<sent.Facets>;
export type FactView = Told<sent.FactView>;
export type Field = Told<sent.Field>;
export type GroupPage = Told<sent.GroupPage>;
export type GroupQuery = Told<sent.GroupQuery>;
export type GroupRef = Told<sent.GroupRef>;
export type GroupRefusal = Told<sent.GroupRefusal>;
export type GroupRow = Told<sent.GroupRow>;
export type GroupSort = Told<sent.GroupSort>;
export type GroupWish = Told<sent.GroupWish>;
export type GroupWishKind = Told<sent.GroupWishKind>;
export type Guard = Told<sent.Guard>;
export type Health = Told<sent.Health>;
export type HistoryEntry = Told<sent.HistoryEntry>;
export type LeftOut = Told<sent.LeftOut>;
export type Mark = Told<sent.Mark>;
export type MemberPage = Told<sent.MemberPage>;
export type MemberQuery = Told<sent.MemberQuery>;
export type MemberRow = Told<sent.MemberRow>;
export type NewUser = Told<sent.NewUser>;
export type Nouns = Told<sent.Nouns>;
export type Outcome = Told<sent.Outcome>;
export type Phase = Told<sent.Phase>;
export type PlanItem = Told<sent.PlanItem>;
export type PlanState = Told<sent.PlanState>;
export type PlanView = Told<sent.PlanView>;
export type Problem = Told<sent.Problem>;
export type ProblemCode = Told<sent.ProblemCode>;
export type Progress = Told<sent.Progress>;
export type Protected = Told<sent.Protected>;
export type ProtectedAs = Told<sent.ProtectedAs>;
export type ProviderView = Told<sent.ProviderView>;
export type ReadProgress = Told<sent.ReadProgress>;
export type ReadStage = Told<sent.ReadStage>;
export type ReadView = Told<sent.ReadView>;
export type ReceiptView = Told<sent.ReceiptView>;
export type Recheck = Told<sent.Recheck>;
export type RecheckItem = Told<sent.RecheckItem>;
export type RecordCheck = Told<sent.RecordCheck>;
export type RecordEntry = Told<sent.RecordEntry>;
export type RecordExport = Told<sent.RecordExport>;
export type RecordPage = Told<sent.RecordPage>;
export type RecordQuery = Told<sent.RecordQuery>;
export type RequestView = Told<sent.RequestView>;
export type Rung = Told<sent.Rung>;
export type RungState = Told<sent.RungState>;
export type RungView = Told<sent.RungView>;
export type RunItem = Told<sent.RunItem>;
export type RunState = Told<sent.RunState>;
export type RunView = Told<sent.RunView>;
export type Side = Told<sent.Side>;
export type StageAnswer = Told<sent.StageAnswer>;
export type StagedChange = Told<sent.StagedChange>;
export type StagedKind = Told<sent.StagedKind>;
export type StagedMember = Told<sent.StagedMember>;
export type StagedValue = Told<sent.StagedValue>;
export type StageView = Told<sent.StageView>;
export type Steer = Told<sent.Steer>;
export type SummaryLine = Told<sent.SummaryLine>;
export type TestView = Told<sent.TestView>;
export type UserDetail = Told<sent.UserDetail>;
export type UserGroup = Told<sent.UserGroup>;
export type UserMatch = Told<sent.UserMatch>;
export type UserPage = Told<sent.UserPage>;
export type UserQuery = Told<sent.UserQuery>;
export type UserRow = Told<sent.UserRow>;
export type UserSort = Told<sent.UserSort>;
export type UserWish = Told<sent.UserWish>;
export type UserWishKind = Told<sent.UserWishKind>;
export type Verdict = Told<sent.Verdict>;
export type WantedValue = Told<sent.WantedValue>;
export type WarningView = Told<sent.WarningView>;
