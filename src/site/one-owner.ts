/** Says that a capability has this name of its kind. */
export type Claim = (name: string, capability: string) => void;

/**
 * One name means one thing in a node. A second claim is a mistake in the program, not an input: it stops the start, in
 * words that name both.
 */
export function oneOwner(kind: string): Claim {
  const owners = new Map<string, string>();
  return (name, capability) => {
    const owner = owners.get(name);
    if (owner === capability) throw new Error(`The capability "${capability}" has the ${kind} "${name}" twice.`);
    if (owner !== undefined) {
      throw new Error(`The ${kind} "${name}" belongs to both capabilities "${owner}" and "${capability}".`);
    }
    owners.set(name, capability);
  };
}
