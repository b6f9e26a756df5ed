import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { places } from './places'
import { TestServer } from './server'

/** Starts the server that most stories share, on empty data with invented people. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (!existsSync(join(places.apps, 'citizen/index.html'))) throw new Error('no apps to test: npm run build')
  mkdirSync(places.out, { recursive: true })
  for (const name of readdirSync(places.out)) {
    if (name.endsWith('.png')) rmSync(join(places.out, name))
  }
  const data = mkdtempSync(join(tmpdir(), 'jianzai-e2e-'))
  const remove = () => rmSync(data, { recursive: true, force: true })
  try {
    const server = await TestServer.start({ name: 'server', data: join(data, 'data') })
    process.env.E2E_URL = server.url
    process.env.E2E_HTTPS_URL = server.httpsUrl
    process.env.E2E_NETWORKS = server.networks
    process.env.E2E_DATA = data
    return async () => {
      await server.stop()
      remove()
    }
  } catch (error) {
    remove()
    throw error
  }
}
