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

export type AccountState = Told<sent.AccountState>;
export type AppState = Told<sent.AppState>;
export type ConnectionDetail = Told<sent.ConnectionDetail>;
export type ConnectionView = Told<sent.ConnectionView>;
export type ConnectView = Told<sent.ConnectView>;
export type Confirmation = Told<sent.Confirmation>;
export type Facet = Told<sent.Facet>;
export type Facets = Told<sent.Facets>;
export type FactView = Told<sent.FactView>;
export type Field = Told<sent.Field>;
export type GroupPage = Told<sent.GroupPage>;
export type GroupQuery = Told<sent.GroupQuery>;
export type GroupRef = Told<sent.GroupRef>;
export type GroupRow = Told<sent.GroupRow>;
export type GroupSort = Told<sent.GroupSort>;
export type Health = Told<sent.Health>;
export type HistoryEntry = Told<sent.HistoryEntry>;
export type Mark = Told<sent.Mark>;
export type MemberPage = Told<sent.MemberPage>;
export type MemberQuery = Told<sent.MemberQuery>;
export type MemberRow = Told<sent.MemberRow>;
export type Nouns = Told<sent.Nouns>;
export type Outcome = Told<sent.Outcome>;
export type Phase = Told<sent.Phase>;
export type PlanItem = Told<sent.PlanItem>;
export type PlanState = Told<sent.PlanState>;
export type PlanView = Told<sent.PlanView>;
export type Problem = Told<sent.Problem>;
export type ProblemCode = Told<sent.ProblemCode>;
export type Progress = Told<sent.Progress>;
export type ProviderView = Told<sent.ProviderView>;
export type ReadProgress = Told<sent.ReadProgress>;
export type ReadStage = Told<sent.ReadStage>;
export type ReadView = Told<sent.ReadView>;
export type ReceiptView = Told<sent.ReceiptView>;
export type RequestView = Told<sent.RequestView>;
export type RunItem = Told<sent.RunItem>;
export type RunState = Told<sent.RunState>;
export type RunView = Told<sent.RunView>;
export type Rung = Told<sent.Rung>;
export type RungState = Told<sent.RungState>;
export type RungView = Told<sent.RungView>;
export type Side = Told<sent.Side>;
export type SummaryLine = Told<sent.SummaryLine>;
export type TestView = Told<sent.TestView>;
export type UserDetail = Told<sent.UserDetail>;
export type UserGroup = Told<sent.UserGroup>;
export type UserMatch = Told<sent.UserMatch>;
export type UserPage = Told<sent.UserPage>;
export type UserQuery = Told<sent.UserQuery>;
export type UserRow = Told<sent.UserRow>;
export type UserSort = Told<sent.UserSort>;
export type Verdict = Told<sent.Verdict>;
export type WarningView = Told<sent.WarningView>;
