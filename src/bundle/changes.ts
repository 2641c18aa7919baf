/** Recalls, withdrawals and corrections: they change how a statement is to be read, and never un-prove it. */
import type { Examined } from './examine.ts';
import { type Sound, textClaim } from './linkage.ts';
import { type Change, sentences } from './report.ts';
import { partyName, type Trust } from './trust.ts';

type Aim = { readonly type: Change['type']; readonly targets: readonly string[] };

/** What a statement changes, read from its claims whatever its type: a later type of these needs no change here. */
function aimsOf(one: Examined): Aim[] {
  const aims: Aim[] = [
    { type: 'withdrawn', targets: digestsIn(one, 'withdraws') },
    { type: 'corrected', targets: digestsIn(one, 'corrects') },
  ];
  if (one.head!.type === 'recall') aims.push({ type: 'recalled', targets: digestsIn(one, 'target') });
  return aims;
}

function digestsIn(one: Examined, claim: string): readonly string[] {
  const value = one.claims.get(claim)?.value;
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  return typeof value === 'string' ? [value] : [];
}

function changeSentence(type: Change['type'], by: string): string {
  switch (type) {
    case 'recalled':
      return `${by} called it back.`;
    case 'withdrawn':
      return `${by} withdrew it.`;
    case 'corrected':
      return `${by} corrected it; read the correction beside it.`;
  }
}

function reasonSentence(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `Reason given: ${reason.replace(/\.$/u, '')}.`;
}

/**
 * By digest of the statement that is changed. Its issuer may change it, and whoever released it may recall it; what
 * others say about it is a statement of theirs, but no change.
 */
export function changesIn(sound: Sound, trust: Trust): Map<string, Change[]> {
  const releasers = new Map<string, Set<string>>();
  for (const one of sound.values()) {
    const target = one.head!.type === 'release' ? textClaim(one, 'target') : undefined;
    if (target === undefined) continue;
    releasers.set(target, (releasers.get(target) ?? new Set()).add(one.head!.issuer));
  }
  const changes = new Map<string, Change[]>();
  for (const one of sound.values()) {
    const { issuer, digest } = one.head!;
    for (const { type, targets } of aimsOf(one)) {
      for (const target of targets) {
        const own = sound.get(target)?.head?.issuer === issuer;
        if (!own && !(type === 'recalled' && releasers.get(target)?.has(issuer))) continue;
        const by = partyName(trust, issuer);
        const reason = reasonSentence(textClaim(one, 'reason'));
        const sentence = sentences(changeSentence(type, by), reason);
        const held = changes.get(target) ?? [];
        held.push({ type, digest, by, sentence });
        changes.set(target, held);
      }
    }
  }
  return changes;
}
