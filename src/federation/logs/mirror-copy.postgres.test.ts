import { onPostgres } from '#testing/engines.ts';
import { mirrorCopyContract } from './mirror-copy.contract.ts';

await onPostgres('the copy of a log', mirrorCopyContract);
