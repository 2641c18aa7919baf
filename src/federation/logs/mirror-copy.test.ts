import { onSqlite } from '#testing/engines.ts';
import { mirrorCopyContract } from './mirror-copy.contract.ts';

onSqlite('the copy of a log', mirrorCopyContract);
