import type { Real } from './float16.ts';

/**
 * `fn workgroup_sums(lane: u32, own: Sums) -> Sums`: the sums over all invocations of a workgroup, for lane 0. All invocations must call
 * it. The order is fixed. Without subgroups, lane 0 adds one after the other. With them, the invocation of rank r in its subgroup adds what
 * the lanes r, r + size, r + 2 · size … have, and the subgroup adds these. So the result depends on the size of the subgroup,
 * but not on which invocations form it, which WGSL leaves to the driver.
 */
export function sumsText(
  { type, names }: { type: Real; names: readonly string[] },
  invocations: number,
  subgroups: boolean,
): string {
  const each = (text: (name: string) => string) => names.map(text);
  return `struct Sums { ${each((name) => `${name}: ${type}`).join(', ')} }
var<workgroup> shares: array<Sums, ${invocations}>;
fn workgroup_sums(lane: u32, own: Sums) -> Sums {
  shares[lane] = own;
  workgroupBarrier();
${
  subgroups
    ? `  let rank = subgroupExclusiveAdd(1u);
  let size = subgroupAdd(1u);
  var total = Sums();
  for (var first = 0u; first < ${invocations}u; first += size) {
    let share = shares[min(first + rank, ${invocations - 1}u)];
    let counts = first + rank < ${invocations}u;
${each((name) => `    total.${name} += select(${type}(0.0), share.${name}, counts);`).join('\n')}
  }
  return Sums(${each((name) => `subgroupAdd(total.${name})`).join(', ')});`
    : `  var total = own;
  if (lane == 0u) {
    for (var other = 1u; other < ${invocations}u; other++) {
${each((name) => `      total.${name} += shares[other].${name};`).join('\n')}
    }
  }
  return total;`
}
}`;
}
