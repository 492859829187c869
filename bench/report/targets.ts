import { type RuntimeName, runtimeNames } from '../servers.ts'
import { latency, margin, memory, memoryBeyond, same, scaling, speed, type Target } from './target.ts'

const everywhere = (runtime: RuntimeName): readonly Target[] => [
  margin(runtime, 'margin to the best of the helpers and crossws, where that is below 0.97', 0, (best) => best < 0.97),
  margin(runtime, 'margin to the best of the helpers and crossws, anywhere', -0.03, () => true),
  runtime === 'bun' ? memoryBeyond(runtime, 1) : memory(runtime),
  latency(runtime),
  scaling(runtime),
  same(runtime, 'cost of a publish to one of 100,000 topics, to one of 10', 'topics-100000', 'topics-10'),
  same(runtime, 'cost of a delivery beside a subscriber that never reads', 'slow-consumer', 'slow-consumer-none'),
]

const speeds: Readonly<Record<RuntimeName, readonly Target[]>> = {
  node: [
    speed('node', 'echo-light', 0.95),
    speed('node', 'echo-1', 1.05),
    speed('node', 'echo-16', 5),
    speed('node', 'echo-16k', 1.3),
    speed('node', 'echo-16k-native', 2, 'echo-16k'),
    speed('node', 'fanout-one-1000', 1.3),
    speed('node', 'fanout-stream-1000', 4.5),
    speed('node', 'handshakes', 0.85),
  ],
  bun: [
    speed('bun', 'echo-1', 0.95),
    speed('bun', 'echo-16', 0.95),
    speed('bun', 'fanout-one-1000', 0.95),
    speed('bun', 'fanout-stream-1000', 0.95),
  ],
  deno: [
    speed('deno', 'echo-1', 0.95),
    speed('deno', 'echo-16', 0.95),
    speed('deno', 'fanout-one-1000', 1),
    speed('deno', 'fanout-stream-1000', 1),
  ],
  workerd: [
    speed('workerd', 'echo-1', 0.9),
    speed('workerd', 'echo-16', 0.9),
    speed('workerd', 'fanout-one-1000', 0.95),
    speed('workerd', 'fanout-stream-1000', 0.95),
  ],
}

/** All that was promised of speed and memory. */
export const targets: readonly Target[] = runtimeNames.flatMap((runtime) => [
  ...speeds[runtime],
  ...everywhere(runtime),
])
