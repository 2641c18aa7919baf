import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Intake, ModelHeader } from '#spillover/intake.ts';
import { Model } from '#spillover/model.ts';
import { departure, fits } from '#statement/validator.ts';

type Loaded = Outcome<Omit<ModelHeader, 'digest'>, SpilloverCode>;

/** A model in our own form, as its published schema describes it. */
export function loadJsonModel(value: unknown, intake: Intake): Loaded {
  const found = stateless(value);
  if (found !== undefined) return found;
  if (!fits(Model, value)) {
    const { pointer, expected } = departure(Model, value);
    return refuse(
      'model-malformed',
      phrase`The model ${expected} at ${pointer === '' ? 'its top' : pointer}.`,
      pointer,
    );
  }
  const { name, vintage, sources = [], currency = null, withheld = [], services, dependencies } = value as Model;
  for (const [at, service] of services.entries()) {
    const added = intake.addService(service, `/services/${at}`);
    if (!added.ok) return added;
  }
  for (const [at, dependency] of dependencies.entries()) {
    const added = intake.addDependency(dependency, `/dependencies/${at}`);
    if (!added.ok) return added;
  }
  return accept({ name, vintage, sources, currency, withheld });
}

/** The commonest gap of real data gets words of its own. */
function stateless(value: unknown) {
  const services = (value as { services?: unknown } | null)?.services;
  if (!Array.isArray(services)) return undefined;
  const at = services.findIndex((one: unknown) => typeof one === 'object' && one !== null && !('state' in one));
  if (at === -1) return undefined;
  const { id } = services[at] as { id?: unknown };
  const sentence = `The service ${String(id)} has no state: write its ISO code, or null where it is not known.`;
  return refuse('service-state-missing' as const, sentence, `/services/${at}/state`);
}
