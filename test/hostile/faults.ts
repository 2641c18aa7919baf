/** Short histories, each of which meets one fault that a node could have. They are played one after the other. */
import type { Fault } from './fault-words.ts';
import { granted } from './faults-granted.ts';
import { proven } from './faults-proven.ts';
import { said } from './faults-said.ts';

export const faults: readonly Fault[] = [...proven, ...said, ...granted];
