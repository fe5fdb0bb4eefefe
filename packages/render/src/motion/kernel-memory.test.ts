import { borrowMemory, returnMemory } from './kernel-memory.ts';

describe('memory of kernels', () => {
  it('goes to the next that needs as much, and to one at a time', () => {
    const memory = borrowMemory(8);
    returnMemory(memory);
    expect(borrowMemory(5)).toBe(memory);
    expect(borrowMemory(5)).not.toBe(memory);
  });

  it('is new where the idle one is of another size', () => {
    returnMemory(borrowMemory(16));
    expect(borrowMemory(17).buffer.byteLength).toBe(32 * 65_536);
    expect(borrowMemory(7).buffer.byteLength).toBe(8 * 65_536);
  });

  it('is let go of where more of it lies idle than a worker needs', () => {
    const all = Array.from({ length: 6 }, () => borrowMemory(64));
    all.forEach(returnMemory);
    const again = Array.from({ length: 6 }, () => borrowMemory(64));
    expect(again.filter((memory) => all.includes(memory))).toHaveLength(2);
  });
});
