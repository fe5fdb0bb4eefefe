interface Gate {
  running: number;
  pausedUntil: number;
}

export interface LocalGate {
  /** False where as many are in as may be, or the provider asked to wait. */
  enter(provider: string, most: number): boolean;
  end(provider: string): void;
  pause(provider: string, ms: number): void;
}

/** The limits of this process alone, while Redis is away. */
export function createLocalGate(): LocalGate {
  const gates = new Map<string, Gate>();
  const gateOf = (provider: string): Gate => {
    const gate = gates.get(provider) ?? { running: 0, pausedUntil: 0 };
    gates.set(provider, gate);
    return gate;
  };
  return {
    enter(provider, most) {
      const gate = gateOf(provider);
      if (gate.running >= most || gate.pausedUntil > Date.now()) return false;
      gate.running += 1;
      return true;
    },
    end(provider) {
      gateOf(provider).running -= 1;
    },
    pause(provider, ms) {
      const gate = gateOf(provider);
      gate.pausedUntil = Math.max(gate.pausedUntil, Date.now() + ms);
    },
  };
}
