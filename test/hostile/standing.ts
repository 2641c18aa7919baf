/** What a node says of acts, beside the claims it shows: who has a mandate, what was read, what is called back, since when. */
import { parseTrust, type Trust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { trustText } from '#node-trust.ts';
import type { Label, PartyName, Viewer } from './acts.ts';
import type { Told } from './asking.ts';
import { isServedByHolder } from './comparing.ts';
import { isDone, membersOf } from './doors.ts';
import type { Knowledge } from './knowledge.ts';
import type { Play } from './play.ts';
import { homeOf } from './stage.ts';
import { fact, isMandated, type World } from './world.ts';

export type Difference = { readonly viewer?: Viewer; readonly detail: string };
type Standing = { readonly play: Play; readonly world: World; readonly known: Knowledge };

/** Far above what a message back takes on the slowest machine. */
const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/** Asks every honest node about these statements, and of whoever has, or had, a mandate. */
export async function differencesOf(
  standing: Standing,
  labels: ReadonlySet<Label>,
): Promise<readonly Difference[]> {
  return [
    ...(await mandates(standing)),
    ...(await acknowledgements(standing, labels)),
    ...(await recalls(standing, labels)),
  ];
}

async function mandates({ play, world, known }: Standing): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const { person, party } of world.people.values()) {
    if (!play.stage.honest.has(homeOf(party))) continue;
    const answer = await play.doors.ask(await play.doors.person(person, party), { path: '/api/v1/me' });
    const isSure = world.sure.has(fact(homeOf(party), 'mandate', person, party));
    const may = known.isMandated(person, party);
    if (isDone(answer) ? may : !may || !isSure) continue;
    found.push({ viewer: { type: 'person', person, party }, detail: `mandated: ${may}, told: ${answer.status}` });
  }
  for (const token of play.doors.tokens.keys()) {
    const viewer = { type: 'token', token } as const;
    const caller = await play.doors.viewer(viewer);
    if (caller === undefined || known.isTokenAlive(token)) continue;
    const answer = await play.doors.ask(caller, { path: '/api/v1/me' });
    if (isDone(answer)) found.push({ viewer, detail: 'the token ended and lives' });
  }
  return found;
}

/** Somebody who acts for a party of an honest node. */
async function personFor({ play, world }: Standing, party: PartyName) {
  if (!play.stage.honest.has(homeOf(party))) return undefined;
  const one = [...world.people.values()].find(
    (seat) => seat.party === party && isMandated(world, seat.person, party),
  );
  if (one === undefined) return undefined;
  return { viewer: { type: 'person', ...one } as const, caller: await play.doors.person(one.person, party) };
}

/** Whoever gave is told that it was read if, and only if, a person of the receiver said so. */
async function acknowledgements(standing: Standing, labels: ReadonlySet<Label>): Promise<readonly Difference[]> {
  const { play, world, known } = standing;
  const found: Difference[] = [];
  for (const [release, { from, of }] of world.releases) {
    const digest = play.names.digests.get(release);
    const giver = labels.has(of) && digest !== undefined ? await personFor(standing, from) : undefined;
    if (giver === undefined) continue;
    const isRead = known.isAcknowledged(release);
    const says = async () => {
      const { text } = await play.doors.ask(giver.caller, { path: `/api/v1/releases/${digest}` });
      return membersOf(text).state === 'acknowledged';
    };
    if ((await (isRead ? atLast(says) : says())) === isRead) continue;
    found.push({ viewer: giver.viewer, detail: `${release} acknowledged: ${isRead}, told otherwise` });
  }
  return found;
}

/** A holder knows of what was called back by whoever may, also when it was given later; and of nothing else. */
async function recalls(standing: Standing, labels: ReadonlySet<Label>): Promise<readonly Difference[]> {
  const { play, world, known } = standing;
  const found: Difference[] = [];
  const asked = [...play.names.recalls].filter(([, of]) => labels.has(of));
  // What is due is waited for; by then what is not due would have come by the same road.
  for (const [recall, of] of asked.toSorted(([one], [other]) => Number(isTrue(other)) - Number(isTrue(one)))) {
    const [digest, target] = [play.names.digests.get(recall), play.names.digests.get(of) ?? ''];
    for (const party of world.parties.keys()) {
      const holder = await personFor(standing, party);
      if (holder === undefined || world.hiding.has(of)) continue;
      const may = isTrue(recall) && known.isRecalledAt(of, party);
      const must = may && isHeldForSure(world, of, party);
      const isServed = isTrue(recall) && isServedByHolder(world, holder.viewer, of);
      const tells = async () => {
        const answer = await play.doors.ask(holder.caller, { path: `/api/v1/recalls/${digest}` });
        return isDone(answer) && answer.text.includes(target);
      };
      const told = await (must ? atLast(tells) : tells());
      if (told ? may || isServed : !must) continue;
      found.push({ viewer: holder.viewer, detail: `${of} called back by ${recall}: ${may}, told otherwise` });
    }
  }
  return found;

  function isTrue(recall: Label): boolean {
    return world.controls.includes(recall);
  }
}

function isHeldForSure(world: World, of: Label, party: PartyName): boolean {
  const claims = world.statements.get(of)?.claims ?? [];
  return claims.some(({ name }) => world.sure.has(fact(homeOf(party), 'holds', party, of, name)));
}

async function atLast(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + LIMIT_MS;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
  return true;
}

/** Since when each statement of these bundles is proven to have stood, as its reader finds with its own node's trust. */
export async function provenTimes(
  { play, world, known }: Standing,
  viewer: Viewer,
  told: readonly Told[],
  start: Temporal.Instant,
): Promise<readonly Difference[]> {
  const caller = await play.doors.viewer(viewer);
  const bundles = told.flatMap(({ answer }) => (answer !== undefined && isDone(answer) ? [answer.text] : []));
  if (caller === undefined || bundles.length === 0) return [];
  // No witness stands on this stage: its readers trust logs without any.
  const policy = (await trustText(caller.at.node)).replace(/^quorum .*$/mu, 'quorum none');
  const trust = trusted(policy);
  const reports = bundles.flatMap((text) =>
    trust === undefined ? [] : verifyBundle(text, trust, play.stage.now()).statements,
  );
  return reports.flatMap(({ digest, provenAt }) => {
    const label = play.names.labels.get(digest ?? '') ?? '';
    if (provenAt === null || !world.statements.has(label)) return [];
    const hour = known.provenHour(label);
    const first = hour === undefined ? undefined : start.add({ hours: hour });
    const isSo = first !== undefined && Temporal.Instant.compare(Temporal.Instant.from(provenAt), first) >= 0;
    return isSo
      ? []
      : [{ viewer, detail: `${label} proven at ${provenAt}, not before ${first?.toString() ?? 'never'}` }];
  });
}

function trusted(text: string): Trust | undefined {
  const trust = parseTrust(text);
  return trust.ok ? trust.value : undefined;
}
