import { useQuery } from "@tanstack/react-query";
import { asProblem, type ConnectionView, host, type OpenThing } from "../../host";
import { Link } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { href, type Route } from "../../routes";
import { plural } from "../../words/numbers";
import css from "./connection.module.css";

/** The open work in a connection that cannot continue once it is removed. */
export function WhatEnds({ connection }: { connection: ConnectionView }) {
  const query = useQuery({
    queryKey: ["open-in-connection", connection.id],
    queryFn: () => host.openInConnection(connection.id),
    gcTime: 0,
  });
  if (query.isError)
    return (
      <ProblemPart problem={asProblem(query.error)} title="The open work could not be loaded" />
    );
  if (!query.data) return <p className="muted small">Loading open work…</p>;
  const { cases, reviews, runs, staged } = query.data;
  const guarded = query.data.protected;
  const open = cases.length + reviews.length + runs.length + staged + guarded;
  if (open === 0) return <p className="small">There is no open work.</p>;
  return (
    <section className={css.stack} data-testid="what-ends">
      <h3 className="sec">Open work</h3>
      <ul className={`small ${css.stack}`}>
        <Things things={cases} to={(id) => ({ at: "case", id })} />
        <Things things={reviews} to={(id) => ({ at: "review", id })} />
        <Things things={runs} to={(id) => ({ at: "run", id })} />
        {staged > 0 ? (
          <li>{plural(staged, "staged change is", "staged changes are")} discarded</li>
        ) : null}
        {guarded > 0 ? (
          <li>{plural(guarded, "protection is", "protections are")} discarded</li>
        ) : null}
      </ul>
    </section>
  );
}

function Things({ things, to }: { things: OpenThing[]; to: (id: string) => Route }) {
  return things.map((one) => (
    <li key={one.id}>
      <Link className="link" href={href(to(one.id))}>
        {one.title}
      </Link>
      : {one.words}
    </li>
  ));
}
