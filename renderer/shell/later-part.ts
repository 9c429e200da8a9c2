import { type ComponentType, lazy } from 'react'

/** What is loaded when it is first drawn, so that the first screen does without it; drawn inside a `Suspense`. */
export function laterPart<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>
}
