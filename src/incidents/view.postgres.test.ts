import { onPostgres } from '#testing/engines.ts';
import { viewContract } from './view.contract.ts';

await onPostgres('incidents', viewContract);
