/** What tests of this room say from state to state, through the real ledger of the node that says it. */
import { LINKS } from '#cooperation/links.ts';
import { givenClaims, releaseDraft } from '#cooperation/sending.ts';
import { VECTORS } from '#cooperation/testing/rule-vectors.ts';
import { cooperationTables } from '#cooperation/view.ts';
import { heldStatements } from '#federation/agreements/held-statements.ts';
import type { Appended } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { must, type TestFederation, type TestNode } from '#testing/federation.ts';

export const VELDMARK = 'did:web:csirt.veldmark.example';
export const ARVENIA = 'did:web:cyber.arvenia.example';
export const SORREL = 'did:web:ministry.sorrel.example';
export const HOSPITAL = 'did:web:hospital.veldmark.example';

/** Three sovereign states, one of them with an operator that does not speak for it. */
export const PLANS = [
  {
    name: 'veldmark',
    parties: [
      { party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' },
      { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
    ],
  },
  { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
  {
    name: 'sorrel',
    parties: [{ party: SORREL, name: 'Sorrel Ministry', kind: 'state-authority', territory: 'XS' }],
  },
] as const;

const NODES: Readonly<Record<string, string>> = {
  [VELDMARK]: 'veldmark',
  [HOSPITAL]: 'veldmark',
  [ARVENIA]: 'arvenia',
  [SORREL]: 'sorrel',
};

export type Speech = {
  readonly by: string;
  readonly type: string;
  readonly case: string;
  readonly with?: Draft['claims'];
  readonly without?: readonly string[];
  /** False: nobody approves. */
  readonly approved?: boolean;
};

export class StateDesk {
  readonly federation: TestFederation;

  constructor(federation: TestFederation) {
    this.federation = federation;
  }

  node(party: string): TestNode {
    return this.federation.node(NODES[party] ?? '');
  }

  /** The valid claims of a type, said by whoever `by` is, changed as the test wants. */
  draft({ by, type, case: caseId, with: more, without = [], approved = true }: Speech): Draft {
    const node = this.node(by);
    const now = Temporal.Now.instant();
    const base: Record<string, JsonValue> = { ...VECTORS.valid[type] };
    for (const [name, value] of Object.entries(base)) {
      if (typeof value !== 'string' || !/^2026-\d{2}-\d{2}T/u.test(value)) continue;
      // Vectors stand at a fixed instant; here the real clock runs.
      const offset = Temporal.Instant.from(value).since(Temporal.Instant.from(VECTORS.now));
      base[name] = now.add(offset).toString({ smallestUnit: 'second' });
    }
    if (base.review_on !== undefined)
      base.review_on = now
        .add({ hours: 14 * 24 })
        .toString()
        .slice(0, 10);
    const person = node.person(by, 'duty-officer').person;
    const claims = Object.fromEntries(
      Object.entries({ ...base, person, ...more }).filter(([name]) => !without.includes(name)),
    );
    const approvals = approved ? [node.person(by, 'approver').person] : [];
    return { type, issuer: by, case: caseId, claims, approvals };
  }

  async try(speech: Speech): Promise<Outcome<Appended | null>> {
    const node = this.node(speech.by);
    const actor = node.person(speech.by, 'duty-officer');
    return node.ledger.submit({ kind: 'draft', actor, draft: this.draft(speech) });
  }

  async refused(speech: Speech): Promise<string> {
    const outcome = await this.try(speech);
    return outcome.ok ? 'accepted' : outcome.refusal.code;
  }

  async say(speech: Speech): Promise<string> {
    return must(await this.try(speech))?.digest ?? '';
  }

  /** Says it, gives it, and waits until the other side holds it. */
  async tell(speech: Speech, to?: string): Promise<string> {
    const digest = await this.say(speech);
    must(await this.give(speech, digest, to));
    const recipient = to ?? String(this.draft(speech).claims.to as string);
    await this.arrived(recipient, digest);
    return digest;
  }

  async give(
    speech: Speech,
    target: string,
    to?: string,
    more: Draft['claims'] = {},
    names?: readonly string[],
  ): Promise<Outcome<Appended | null>> {
    const node = this.node(speech.by);
    const { claims } = this.draft(speech);
    const channel = typeof claims.channel === 'string' ? claims.channel : 'csirt';
    const plan = { target: null, recipients: [], claims: names ?? givenClaims(speech.type, claims), channel };
    const recipient = to ?? (claims.to as string);
    const release = releaseDraft({ party: speech.by, case: speech.case }, plan, target, recipient);
    const draft = { ...release, claims: { ...release.claims, ...more } };
    const actor = node.person(speech.by, 'duty-officer');
    const approvals = [node.person(speech.by, 'approver').person];
    return node.ledger.submit({ kind: 'draft', actor, draft: { ...draft, approvals } });
  }

  async arrived(party: string, digest: string): Promise<void> {
    await eventually(`${digest} at ${party}`, async () => {
      const held = await heldStatements(this.node(party).store.connection, [digest]);
      return held.has(digest);
    });
  }

  async rows(party: string, caseId: string) {
    return cooperationTables(this.node(party).store.connection)
      .selectFrom('cooperation_statement')
      .selectAll()
      .where('case_id', '=', caseId)
      .orderBy('arrival')
      .execute();
  }
}

/** The claim that answers something, for {@link Speech.with}. */
export function answering(type: string, digest: string): Draft['claims'] {
  return { [LINKS[type]?.claim ?? '']: digest };
}
