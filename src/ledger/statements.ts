/** The ledger's own statement types: what is said about other statements and about the log itself. */
import { Type } from 'typebox';
import { marking, TLP_ORDER } from '#statement/marking.ts';
import { claim, controlling, Digest, requiredClaim, statementType } from '#statement/statement-type.ts';
import { typeThat } from '#statement/traits.ts';

const MAX_NAMES = 64;
const MAX_TEXT_CHARACTERS = 2_000;

const amber = marking('amber', ['regulation']);
const open = marking('clear', ['publication']);
const names = Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), {
  minItems: 1,
  maxItems: MAX_NAMES,
  uniqueItems: true,
});
const text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });

/** Deletes values and salts of claims here; the log stays whole, and what rested on them "no longer checkable". */
export const ERASURE = statementType('erasure', 1, 'Erasure of claims', {
  ...controlling({
    target: requiredClaim('Statement whose claims are erased', Digest, amber),
    names: requiredClaim('Names of the erased claims', names, amber),
  }),
  basis: requiredClaim('Legal basis', text, amber, 'For example: Regulation (EU) 2016/679, Article 17(1)(a)'),
});

/** Shows claims that were committed to on day one to more people than they were marked for then. */
export const LATE_DISCLOSURE = statementType('late-disclosure', 1, 'Late disclosure', {
  ...controlling({
    target: requiredClaim('Statement whose claims are disclosed', Digest, amber),
    claims: requiredClaim('Names of the disclosed claims', names, amber),
    tlp: requiredClaim('Label from now on', Type.Union(TLP_ORDER.map((label) => Type.Literal(label))), amber),
    audience: claim(
      'Agreements (for green) or persons (for red) it is now for',
      Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { maxItems: MAX_NAMES, uniqueItems: true }),
      amber,
    ),
  }),
  reason: claim('Why', text, amber),
});

/** Says in public that a log could not be restored, and which log continues it. */
export const LOG_SUCCESSION = typeThat(
  { wordless: true },
  statementType('log-succession', 1, 'A successor log', {
    ...controlling({
      predecessor: requiredClaim('Origin of the log that ends', Type.String({ maxLength: 512 }), open),
      size: requiredClaim('Its last size known here', Type.Integer({ minimum: 0 }), open),
      root: requiredClaim('Its root at that size', Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }), open),
    }),
    reason: requiredClaim('Why it ends', text, open),
  }),
);
