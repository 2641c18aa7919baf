import type { Claim, JsonValue } from '#statement/draft.ts';
import { PADDED_DIGEST_COUNTS } from '#statement/limits.ts';
import { marking } from '#statement/marking.ts';
import { present } from '#statement/present.ts';
import {
  CLAIMS,
  edwards,
  issue,
  issuer,
  KEYS,
  type StatementCase,
  type StatementVectors,
} from './statement-case.ts';

export function acceptedVectors(): StatementVectors {
  const about = 'Statements that must be accepted: parsed, verified with the named key, and read as these claims.';
  const accepted = (
    title: string,
    claims: readonly Claim[],
    shown: readonly number[],
    key = issuer,
  ): StatementCase => {
    const { jwt, digest, disclosures } = issue(claims, key);
    return {
      title,
      presentation: present(
        jwt,
        shown.map((index) => disclosures[index]!),
      ),
      key: key === edwards ? 'edwards' : 'issuer',
      verdict: 'accepted',
      digest,
      withheld: paddedCount(claims.length) - shown.length,
      claims: shown.map((index) => claims[index]!),
    };
  };
  const values: readonly JsonValue[] = [
    null,
    true,
    0,
    -1,
    0.5,
    '',
    'Žilina 東京 🜁',
    [],
    {},
    [[1, { a: [] }]],
    '"\\/~.',
  ];
  const ofEach = values.map((value, index) => ({ name: `value_${index}`, value, marking: marking('green') }));
  const many = Array.from({ length: 64 }, (_, index) => ({
    name: `c${index}`,
    value: index,
    marking: marking('amber'),
  }));
  return {
    about,
    keys: KEYS,
    cases: [
      accepted('every claim shown', CLAIMS, [0, 1, 2]),
      accepted('one claim shown', CLAIMS, [1]),
      accepted('claims shown in another order than they were issued', CLAIMS, [2, 0]),
      accepted('no claim shown', CLAIMS, []),
      accepted('no claims at all, eight decoys', [], []),
      accepted('signed with Ed25519', CLAIMS, [0, 1, 2], edwards),
      accepted('every kind of JSON value', ofEach, [...ofEach.keys()]),
      accepted('sixty-four claims and no decoy', many, [...many.keys()]),
    ],
  };
}

function paddedCount(count: number): number {
  return PADDED_DIGEST_COUNTS.find((padded) => padded >= count)!;
}
