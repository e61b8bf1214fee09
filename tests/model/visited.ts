/** States in the order they were first met, each with where it was met from. Made for many millions. */
export class Visited {
  private states = new Float64Array(1 << 16);
  private parents = new Int32Array(1 << 16);
  /** Open addressing: place of a state plus 1, or 0. At most half full. */
  private table = new Int32Array(1 << 17);
  size = 0;

  state(place: number): number {
    return this.states[place]!;
  }

  /** The states from the first to the one at this place, each met from the one before it. */
  pathTo(place: number): number[] {
    const path: number[] = [];
    for (let at = place; at >= 0; at = this.parents[at]!) path.unshift(this.states[at]!);
    return path;
  }

  /** Notes a state unless it is known. @param parent place it was met from; -1 for the first */
  add(state: number, parent: number): void {
    if (this.size === this.states.length) this.grow();
    const slot = this.slotOf(state);
    if (this.table[slot] !== 0) return;
    this.states[this.size] = state;
    this.parents[this.size] = parent;
    this.table[slot] = ++this.size;
  }

  private slotOf(state: number): number {
    const mask = this.table.length - 1;
    const high = Math.floor(state / 0x1_0000_0000);
    let slot = Math.imul(state ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.table[slot] !== 0 && this.states[this.table[slot]! - 1] !== state)
      slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { states, parents } = this;
    this.states = new Float64Array(states.length * 2);
    this.states.set(states);
    this.parents = new Int32Array(parents.length * 2);
    this.parents.set(parents);
    this.table = new Int32Array(this.states.length * 2);
    for (let place = 0; place < this.size; place++)
      this.table[this.slotOf(states[place]!)] = place + 1;
  }
}
