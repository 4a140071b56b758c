// States that several files of tests open. Each is brought about once, by commands and faults.
import { type CasePlan, type CaseView, host } from "../host";
import { accounts, personOf } from "./acts";
import { addProfile, appOf, connected, elsewhere, faults, readAgain, scene, until } from "./engine";

/** The newest read of one app stopped at its second page. */
export const partial = scene("partial", async () => {
  await faults("zapier", "users:page=2:502");
  await readAgain("zapier");
  await faults("zapier");
});

/** The sample company's HR list is imported. */
export const listed = scene("listed", async () => {
  const look = await host.lookAtSampleTruth();
  await host.importTruth(look.id, null);
  await anyPeople();
});

/** Who is who is found out when it is first asked for. */
async function anyPeople(): Promise<void> {
  await host.people({
    text: "",
    filters: [],
    sort: "name",
    descending: false,
    offset: 0,
    limit: 1,
  });
}

/** A provider that does little over SCIM, from a file that an admin put into the folder. */
const SEALED = `
id = "sealed"
name = "Sealed"
color = "gray"

[speaks]
delete_user = { value = "not-offered", mark = "assumed", source = "test" }
group_writes = { value = [], mark = "assumed", source = "test" }
can_reactivate = { value = false, mark = "assumed", source = "test" }
`;

/** Beside the apps of the sample, one that deletes nobody, keeps its groups and activates nobody again. */
export const sealed = scene("sealed", async () => {
  await addProfile("sealed", SEALED);
  const { address, token } = appOf("monday");
  await host.testAndConnect({ provider: "sealed", name: "Sealed", address, token, seat_price: "" });
  await until(async () => (await connected("sealed")).complete_at);
});

/**
 * The list is imported, and two apps were never read whole: of one some users are missing, of the
 * other the members of groups.
 */
export const neverWhole = scene(
  "never-whole",
  async () => {
    await faults("zapier", "users:page=3:502");
    // The first group is asked for by the test of the connection.
    await faults("airtable", "group:skip=1:502");
    for (const provider of ["zscaler-zpa", "monday", "notion", "zapier", "airtable"])
      await join(provider);
    const look = await host.lookAtSampleTruth();
    await host.importTruth(look.id, null);
    await anyPeople();
  },
  "nothing",
);

async function join(provider: string): Promise<void> {
  const { name, address, token } = appOf(provider);
  await host.testAndConnect({ provider, name, address, token, seat_price: "" });
  await until(async () => (await connected(provider)).last_read?.ended_at);
}

const DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/** The list is imported, and somebody may be the same person as Oskar. */
export const alike = scene("alike", async () => {
  await listed();
  await elsewhere("monday", "POST", "Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "oskar.lind@partner.example",
    name: { givenName: "Oskar", familyName: "Lind" },
    displayName: "Oskar Lind",
    emails: [{ value: "oskar.lind@partner.example", primary: true }],
    active: true,
  });
  await readAgain("monday");
  await personOf("oskar.lind@example.com");
});

/** One of Oskar's accounts made the token, one changed since, and somebody may be the same person. */
export const oskarLind = scene("oskar-lind", async () => {
  await alike();
  const [maker] = await accounts("airtable", "oskar.lind");
  await host.protect(maker.connection_id, maker.account_id, "token-owner");
  const [moved] = await accounts("notion", "oskar.lind");
  await elsewhere("notion", "PATCH", `Users/${moved.account_id}`, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: DEPARTMENT, value: "Support" }],
  });
  await readAgain("notion");
  await personOf("oskar.lind@example.com");
});

const ACTIVATE = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "replace", path: "active", value: true }],
};

async function lockdown(name: string): Promise<CasePlan> {
  const { id } = await personOf(name);
  return host.planLockdown({ people: [id], groups: false });
}

/** Waits until nothing of a case is under way. */
export const atRest = (id: string): Promise<CaseView> =>
  until(async () => {
    const view = await host.case(id);
    const moving = view.lines.some((one) => one.state === "running" || one.state === "waiting");
    return view.brief.state !== "planned" && !moving ? view : null;
  });

/** Waits until an open case is retried in some minutes, so that nothing changes while a test looks. */
async function untilLater(id: string): Promise<void> {
  await until(async () => {
    const { lines } = await host.case(id);
    const tried = lines.filter((line) => line.state === "open");
    const later = Date.now() + 60_000;
    return tried.every((line) => line.next_at && Date.parse(line.next_at) > later);
  });
}

/** A lockdown of which each line ended in another way; it was rechecked since. */
export async function openCase(): Promise<string> {
  await anOpenCase();
  const id = await newestCase();
  // The case is retried once at each start.
  await untilLater(id);
  return id;
}

const anOpenCase = scene("open-case", async () => {
  const planned = await lockdown("oskar.lind");
  await faults("zapier", "502");
  await faults("zscaler-zpa", "patch:403");
  await faults("monday", "lying-200");
  await host.startCase(planned.case_id, planned.plan?.confirmation.type_this ?? null);
  await untilLater(planned.case_id);
  const [row] = await accounts("airtable", "oskar.lind");
  await elsewhere("airtable", "PATCH", `Users/${row.account_id}`, ACTIVATE);
  await host.recheckCase(planned.case_id);
});

/** A lockdown that is closed: everything was verified. */
export async function closedCase(): Promise<string> {
  await aClosedCase();
  return newestCase();
}

const aClosedCase = scene("closed-case", async () => {
  const planned = await lockdown("oskar.lind");
  await host.startCase(planned.case_id, planned.plan?.confirmation.type_this ?? null);
  await until(async () => (await host.case(planned.case_id)).brief.state === "closed");
});

async function newestCase(): Promise<string> {
  const [brief] = await host.cases();
  if (!brief) throw new Error("no case");
  return brief.id;
}
