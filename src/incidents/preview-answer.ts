import { Type } from 'typebox';

/** A claim, and who is to see it or why not. */
export const PreviewRow = Type.Object({
  name: Type.String(),
  label: Type.String(),
  value: Type.Unknown(),
  tlp: Type.Enum(['clear', 'green', 'amber', 'amber+strict', 'red']),
  uses: Type.Array(Type.String()),
  cells: Type.Array(
    Type.Union([
      Type.Object({ shown: Type.Literal(true) }),
      Type.Object({
        shown: Type.Literal(false),
        because: Type.Enum(['trade-secret', 'victim', 'named-persons-only', 'not-released', 'marking']),
      }),
    ]),
  ),
});
