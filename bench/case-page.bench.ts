/** A case page with 200 statements of 20 claims each, read by a signed-in person at a steady pace over HTTP. */

import { openSession } from '#parties/persons/session.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import type { BenchOptions, Row } from './row.ts';

const STATEMENTS = 200;
const REQUESTS_PER_SECOND = 50;
const SECONDS = 10;
const WARM_UP_REQUESTS = 20;
const P95_TARGET_MS = 100;
/** A case that is being worked on: each addition makes the next reader's page anew. */
const ADDITIONS_PER_SECOND = 5;
const CASE = '0b9d1e5a-6f1c-4c58-9d0e-2f7a4c1b3d60';

export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const seconds = quick ? 1 : SECONDS;
  await using site = await openPageSite();
  say(`stating ${STATEMENTS} statements`);
  await fill(site);
  const url = await site.app.listen({ host: '127.0.0.1', port: 0 });
  const { person, party } = site.person('Ilse');
  const now = site.node.ledger.now();
  const secret = await openSession(site.node.connection, { person, party, how: 'passkey' }, now);
  const cookie = `${site.app.cookieNames.session}=${secret}`;
  const request = () => ask(`${url}/cases/${CASE}?events=all`, cookie);
  for (let at = 0; at < WARM_UP_REQUESTS; at++) await request();
  say(`${REQUESTS_PER_SECOND} requests a second for ${seconds} s, twice`);
  const still = p95Of(await atPace(request, seconds));
  const adding = addSteadily(site);
  const live = p95Of(await atPace(request, seconds));
  clearInterval(adding);
  const name = `case page, ${STATEMENTS} statements, p95 at ${REQUESTS_PER_SECOND} requests/s`;
  return [
    {
      name,
      value: still,
      unit: 'ms',
      limit: null,
      ratio: null,
      target: P95_TARGET_MS,
      pass: still < P95_TARGET_MS,
    },
    {
      name: `${name}, ${ADDITIONS_PER_SECOND} statements/s added to the case`,
      value: live,
      unit: 'ms',
      limit: null,
      ratio: null,
      target: P95_TARGET_MS,
      pass: live < P95_TARGET_MS,
    },
  ];
}

function p95Of(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.POSITIVE_INFINITY;
}

function addSteadily(site: PageSite): NodeJS.Timeout {
  const actor = site.person('Ilse');
  const claims = { summary: 'Still going on.', stage: 'ongoing' };
  return setInterval(() => {
    void site.node.say(actor, { type: 'incident-update', issuer: actor.party, case: CASE, claims });
  }, 1000 / ADDITIONS_PER_SECOND);
}

/** Requests leave on time whether or not earlier ones have come back, as readers do. */
async function atPace(request: () => Promise<number>, seconds: number): Promise<number[]> {
  const started = performance.now();
  const all: Promise<number>[] = [];
  for (let at = 0; at < REQUESTS_PER_SECOND * seconds; at++) {
    const due = started + (at * 1000) / REQUESTS_PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    all.push(request());
  }
  return Promise.all(all);
}

async function ask(address: string, cookie: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(address, { headers: { cookie } });
  const text = await answer.text();
  if (!answer.ok || !text.includes('Timeline')) throw new Error(`the case page answered ${answer.status}`);
  return performance.now() - started;
}

async function fill(site: PageSite): Promise<void> {
  const actor = site.person('Ilse');
  const common = { issuer: actor.party, case: CASE };
  const told = {
    danger_to_life: 'no',
    incident_type: 'availability/dos',
    malicious: 'suspected',
    noticed_at: '2026-02-28T02:40Z',
    occurred_at: '2026-02-28T02:00Z',
    sectors: ['health'],
    service: 'Laboratory results',
    affected_states: ['XV', 'XA'],
    effects: [{ kind: 'care-delayed', people: { best: 1200 }, hours: 6 }],
    description: 'Results stopped in the night and came back by hand over the morning.',
    confidence: 'moderate',
    contact: { name: 'Duty desk', phone: '+999 10 555 0140' },
  };
  await site.node.say(actor, { type: 'incident-alert', ...common, claims: told });
  const update = {
    ...told,
    stage: 'recovering',
    techniques: ['T1110', 'T0883'],
    cves: ['CVE-2026-12345'],
    indicators: [{ kind: 'domain', value: 'update.example' }],
    likelihood: 'likely',
    mitigation: 'Rebuilt from offline copies.',
    advice: 'Block the domain.',
  };
  for (let at = 1; at < STATEMENTS; at++) {
    await site.node.say(actor, {
      type: 'incident-update',
      ...common,
      claims: { ...update, summary: `What is new at step ${at}.` },
    });
  }
}
