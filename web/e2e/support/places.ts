import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../../..')
const fromRoot = (path: string | undefined, fallback: string) => resolve(root, path ?? fallback)

export const places = {
  server: fromRoot(process.env.JIANZAI_BIN, 'build/release/src/main/jianzai'),
  apps: join(root, 'web/dist'),
  models: fromRoot(process.env.JIANZAI_MODELS, '../shared/models'),
  starterModels: join(root, 'var/models'),
  faces: fromRoot(process.env.JIANZAI_FACES, '../shared/faces'),
  contract: join(root, 'api/openapi.yaml'),
  out: join(root, 'build/e2e'),
}

export interface FacePair {
  /** For the reference. */
  first: string
  /** For the camera: the same person, another photograph. */
  second: string
}

/** Two photographs of one person of the London set (CC-BY-4.0); undefined where the set is absent. */
export function facePair(nth: number): FacePair | undefined {
  const set = join(places.faces, 'london')
  if (!existsSync(set)) return undefined
  const identity = readdirSync(set).sort()[nth]
  if (!identity) return undefined
  const [first, second] = readdirSync(join(set, identity)).sort()
  if (!first || !second) return undefined
  return { first: join(set, identity, first), second: join(set, identity, second) }
}
