/** Writes the published JSON Schema of a regime file anew, after the TypeBox schema in src/obligations has changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGIME_SCHEMA_FILE, regimeSchema } from '#obligations/regimes/regime-schema.ts';

writeFileSync(join(import.meta.dirname, '..', REGIME_SCHEMA_FILE), `${JSON.stringify(regimeSchema(), null, 2)}\n`);
