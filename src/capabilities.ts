import { borderCapability } from '#border/capability.ts';
import type { Capability } from '#capability.ts';
import { casesCapability } from '#cases/capability.ts';
import { contactsCapability } from '#contacts/capability.ts';
import { cooperationCapability } from '#cooperation/capability.ts';
import { deskCapability } from '#desk/capability.ts';
import { exercisesCapability } from '#exercises/capability.ts';
import { federationCapability } from '#federation/capability.ts';
import { gatewayCapability } from '#gateway/capability.ts';
import { incidentsCapability } from '#incidents/capability.ts';
import { interopCapability } from '#interop/capability.ts';
import { obligationsCapability } from '#obligations/capability.ts';
import { partiesCapability } from '#parties/capability.ts';
import { pressCapability } from '#press/capability.ts';
import { remindersCapability } from '#reminders/capability.ts';
import { reportingCapability } from '#reporting/capability.ts';
import { spilloverCapability } from '#spillover/capability.ts';

/**
 * All of them, each after those whose jobs it asks for. Node, server, command line, tables, help, menu, desk, case page,
 * undo and the tests' site walk this list.
 */
export const CAPABILITIES: readonly Capability[] = [
  partiesCapability,
  casesCapability,
  federationCapability,
  obligationsCapability,
  incidentsCapability,
  borderCapability,
  pressCapability,
  cooperationCapability,
  contactsCapability,
  exercisesCapability,
  reportingCapability,
  remindersCapability,
  gatewayCapability,
  deskCapability,
  interopCapability,
  spilloverCapability,
];
