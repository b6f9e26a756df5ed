import type { Studio } from './camera'
import { key, succeeded, type Enrolled } from './enrolment'

interface Step {
  index: number
  colour?: string
}

/** A whole attempt in colours with pictures of the studio, as a phone would hand it in. The attempt as it was decided. */
export async function answerColours(
  { citizen, consent_id }: Enrolled,
  studio: Studio,
): Promise<Record<string, unknown>> {
  const opened = await citizen.call('createAttempt', { headers: key(), json: { consent_id } })
  const { attempt_id, capture } = succeeded(opened, 201).body
  const path = { attempt_id: String(attempt_id) }
  const { nonce, step: first } = capture as { nonce: string; step?: Step }
  let step: Step | undefined = first
  for (let sequence = 0; step; sequence++) {
    const headers = { 'X-Attempt-Nonce': nonce, 'X-Step': String(step.index) }
    const jpeg = await studio.shoot(step.colour)
    const stored = await citizen.call('putFrame', { path: { ...path, sequence }, headers, jpeg })
    step = succeeded(stored, 200).body.step as Step | undefined
  }
  let reply = await citizen.call('finishAttempt', { path })
  while (reply.body.state === 'SUBMITTED') {
    await new Promise((resolve) => setTimeout(resolve, 500))
    reply = await citizen.call('getAttempt', { path })
  }
  return reply.body
}
