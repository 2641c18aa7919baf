import type { Recorded } from '#ledger/contract.ts';
import type { Reference } from '#statement/claim-traits.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Traits } from '#statement/traits.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { FederationTables, ReferenceKind } from './tables.ts';

/** What one statement writes: rows of several tables. A foreign statement may withhold claims; then it writes less. */
export type Rows = { readonly [Name in keyof FederationTables]?: readonly FederationTables[Name][] };

export function rowsOf(record: Recorded, traits: Traits): Rows {
  const named = WRITERS[record.type]?.(record) ?? {};
  const references = referencesOf(record, traits);
  const number = record.origin === 'foreign' ? numberOf(record, 'number') : undefined;
  return {
    ...named,
    ...(references.length === 0 ? {} : { federation_reference: references }),
    ...(number === undefined ? {} : { federation_number: [{ ...base(record), log: record.log, number }] }),
  };
}

const WRITERS: Readonly<Record<string, (record: Recorded) => Rows>> = {
  release(record) {
    const [recipient, target, channel, under, deleteBy] = texts(
      record,
      'to',
      'target',
      'channel',
      'under',
      'delete_by',
    );
    const claims = value(record, 'claims');
    if (recipient === undefined || target === undefined || !(claims === 'all' || isTexts(claims))) return {};
    const row = {
      ...base(record),
      recipient,
      target,
      claims: JSON.stringify(claims),
      channel: channel ?? 'csirt',
      hides_victim: value(record, 'hides_victim') === false ? 0 : 1,
      under: under ?? null,
      delete_by: microseconds(deleteBy) ?? null,
      receipt: null,
    };
    return { federation_release: [row] };
  },
  receipt(record) {
    const [release, target, at] = texts(record, 'release', 'target', 'received_at');
    const claims = value(record, 'claims');
    if (release === undefined || target === undefined) return {};
    const row = {
      ...base(record),
      release,
      target,
      claims: JSON.stringify(isTexts(claims) ? claims : []),
      received_at: microseconds(at) ?? toMicroseconds(record.recordedAt),
      ...assurance(record),
    };
    return { federation_receipt: [row] };
  },
  acknowledgement(record) {
    const [receipt, target, person, at] = texts(record, 'receipt', 'target', 'person', 'at');
    if (receipt === undefined || target === undefined) return {};
    const answer = assurance(record);
    const readBy = answer.on_behalf_of ?? record.issuer;
    if (person !== undefined && !person.startsWith(`${readBy}#`)) return {};
    const row = {
      ...base(record),
      receipt,
      target,
      person: person ?? '',
      read_at: microseconds(at) ?? toMicroseconds(record.recordedAt),
      by_addressee: 0,
      ...answer,
    };
    return { federation_acknowledgement: [row] };
  },
  'recall-report'(record) {
    const [recall, target, recipient] = texts(record, 'recall', 'target', 'to');
    const confirmed = numberOf(record, 'confirmed');
    const unconfirmed = numberOf(record, 'unconfirmed');
    if (recall === undefined || target === undefined || recipient === undefined) return {};
    if (confirmed === undefined || unconfirmed === undefined) return {};
    const holders = value(record, 'holders');
    const named = isTexts(holders) ? JSON.stringify(holders) : null;
    return {
      federation_recall_report: [
        { ...base(record), recipient, recall, target, confirmed, unconfirmed, holders: named },
      ],
    };
  },
  consent(record) {
    const [target, scope] = texts(record, 'target', 'scope');
    const claims = value(record, 'claims');
    const to = value(record, 'to');
    if (target === undefined || scope === undefined || !isTexts(claims)) return {};
    const recipients = JSON.stringify(isTexts(to) ? to : []);
    return {
      federation_consent: [{ ...base(record), target, scope, recipients, claims: JSON.stringify(claims) }],
    };
  },
  'peer-confirmation'(record) {
    const [peer, root, node, log, logKey, requestKey, via] = texts(
      record,
      'peer',
      'root',
      'node',
      'log_origin',
      'log_vkey',
      'request_vkey',
      'via',
    );
    const witnesses = value(record, 'witness_vkeys');
    const former = value(record, 'former_vkeys');
    if (peer === undefined || root === undefined || node === undefined || log === undefined) return {};
    if (logKey === undefined || requestKey === undefined) return {};
    const row = {
      ...base(record),
      peer,
      root,
      node,
      log,
      log_vkey: logKey,
      former_vkeys: JSON.stringify(isTexts(former) ? former : []),
      witness_vkeys: JSON.stringify(isTexts(witnesses) ? witnesses : []),
      request_vkey: requestKey,
      via: via ?? null,
    };
    return { federation_peer_confirmation: [row] };
  },
  'peer-removal'(record) {
    const [peer, reason] = texts(record, 'peer', 'reason');
    return peer === undefined
      ? {}
      : { federation_peer_removal: [{ ...base(record), peer, reason: reason ?? null }] };
  },
  'misbehaviour-proof'(record) {
    const [log, kind, proof, party] = texts(record, 'log_origin', 'kind', 'proof', 'party');
    if (log === undefined || kind === undefined || proof === undefined) return {};
    return { federation_misbehaviour: [{ ...base(record), log, kind, proof, party: party ?? null }] };
  },
};

/** What other rooms and this one say that a claim does, as the kinds of references that this room follows. */
const KIND_OF: Readonly<Partial<Record<Reference, ReferenceKind>>> = {
  changes: 'recall',
  'rests-on': 'basis',
  'bound-by': 'room',
};

function referencesOf(record: Recorded, traits: Traits): FederationTables['federation_reference'][] {
  const rows = new Map<string, FederationTables['federation_reference']>();
  for (const [name, claim] of record.claims) {
    const { refers } = traits.claim(record.type, name);
    const kind = refers === undefined ? undefined : KIND_OF[refers];
    if (kind === undefined) continue;
    const targets = typeof claim.value === 'string' ? [claim.value] : isTexts(claim.value) ? claim.value : [];
    for (const target of targets) {
      rows.set(`${kind} ${target}`, { ...base(record), type: record.type, kind, target });
    }
  }
  return [...rows.values()];
}

function base(record: Recorded) {
  return {
    digest: record.digest,
    arrival: record.arrival,
    origin: record.origin,
    issuer: record.issuer,
    case_id: record.case,
    recorded_at: toMicroseconds(record.recordedAt),
  };
}

/** Foreign statements may leave it out; an answer that came through a node has full assurance. */
function assurance(record: Recorded) {
  const [level, via, host] = texts(record, 'assurance', 'via', 'on_behalf_of');
  return { assurance: level ?? 'full', via: via ?? 'node', on_behalf_of: host ?? null };
}

function value(record: Recorded, name: string): JsonValue | undefined {
  return record.claims.get(name)?.value;
}

function texts<const Names extends readonly string[]>(
  record: Recorded,
  ...names: Names
): { [Index in keyof Names]: string | undefined } {
  return names.map((name) => {
    const found = value(record, name);
    return typeof found === 'string' ? found : undefined;
  }) as { [Index in keyof Names]: string | undefined };
}

function numberOf(record: Recorded, name: string): number | undefined {
  const found = value(record, name);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}

function isTexts(found: JsonValue | undefined): found is readonly string[] {
  return Array.isArray(found) && found.every((item) => typeof item === 'string');
}

function microseconds(text: string | undefined): number | undefined {
  const at = instantFrom(text);
  return at === undefined ? undefined : toMicroseconds(at);
}
