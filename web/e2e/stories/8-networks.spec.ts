import type { Page } from '@playwright/test'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ContractClient } from '../support/contract'
import { invent } from '../support/people'
import { places } from '../support/places'
import {
  addPerson,
  expect,
  goToCamera,
  logIn,
  makeReference,
  needFaces,
  needNetworks,
  networks,
  openReview,
  picturesOfDesk,
  pictureOfPhone,
  readyCitizen,
  register,
  test,
  tryUntilPassed,
  tryUntilRead,
} from '../support/stage'

const note = '请在亮处再拍一次。'

/** A folder for networks, with links to some files or with nothing. */
function modelsFolder(name: string, files: string[] = []): string {
  const folder = join(process.env.E2E_DATA!, name)
  mkdirSync(folder)
  for (const file of files) symlinkSync(join(places.starterModels, file), join(folder, file))
  return folder
}

/** Only they, whatever else is beside them. */
function needStarterNetworks(): string {
  const { starterModels } = places
  const files = existsSync(starterModels)
    ? readdirSync(starterModels).filter((file) => /^starter_.*\.onnx$/.test(file))
    : []
  test.skip(files.length === 0, 'the starter networks are absent (var/models/starter_*.onnx, ./dev models)')
  return modelsFolder('starter-models', files)
}

async function readyNetworks(url: string): Promise<unknown> {
  return (await new ContractClient(url).call('getReady')).body.networks
}

/** From the camera to the result. */
async function shoot(phone: Page): Promise<void> {
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await expect(phone.getByTestId('face-waiting')).toHaveCount(0)
}

test('with starter networks a clear match passes, and all else goes to a person', async ({
  stage,
  startServer,
}) => {
  const [pair, reference, other] = needFaces(5, 29, 30)
  const server = await startServer({ name: 'server-starter', models: needStarterNetworks() })
  stage.address = server.url
  expect(await readyNetworks(server.url)).toMatchObject({ kind: 'starter' })

  const desk = await stage.desk('reviewer')
  await expect(desk.getByTestId('banner-starter')).toBeVisible()
  await expect(desk.getByTestId('banner-set')).toContainText('starter')
  await picturesOfDesk(desk, '60-starter-console')

  const same = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await expect(same.getByTestId('start')).toBeVisible()
  await pictureOfPhone(same, '61-starter-proof')
  await goToCamera(same)
  await shoot(same)
  await tryUntilRead(same)
  await expect(same.getByTestId('face-notPassed')).toHaveCount(0)
  const hasPassed = (await same.getByTestId('face-passed').count()) > 0
  if (!hasPassed) await expect(same.getByTestId('review')).toContainText('最迟')
  console.log(`networks: with starter networks the same person ${hasPassed ? 'passed' : 'went to review'}`)
  await pictureOfPhone(same, '62-starter-same-person')

  const person = invent()
  const somebodyElse = await readyCitizen(stage, person, reference!.first, { photo: other!.second })
  await goToCamera(somebodyElse)
  await shoot(somebodyElse)
  await tryUntilRead(somebodyElse)
  await expect(somebodyElse.getByTestId('face-review')).toBeVisible()
  await expect(somebodyElse.getByTestId('reason')).toContainText('试用版')
  await expect(somebodyElse.getByTestId('review')).toContainText('最迟')
  await pictureOfPhone(somebodyElse, '63-starter-somebody-else')

  await openReview(desk, person)
  await expect(desk.getByText('试用网络不足以判定')).toBeVisible()
  await picturesOfDesk(desk, '64-starter-console-review')
})

test('without networks a person decides, and with networks the machine does again', async ({
  stage,
  startServer,
}) => {
  needNetworks()
  const [pair] = needFaces(6)
  const server = await startServer({ name: 'server-no-networks', models: modelsFolder('no-models') })
  stage.address = server.url
  expect(await readyNetworks(server.url)).toMatchObject({ kind: 'none', set: null })

  const person = invent()
  const clerk = await stage.desk('clerk')
  await expect(clerk.getByTestId('banner-none')).toBeVisible()
  await picturesOfDesk(clerk, '65-none-console')
  await addPerson(clerk, person)
  await makeReference(clerk, pair!.first)
  await expect(clerk.getByText('照片已保存')).toBeVisible()
  await picturesOfDesk(clerk, '66-none-console-reference')

  const phone = await stage.phone({ photo: pair!.second })
  await register(phone, person)
  await logIn(phone, person)
  await expect(phone.getByTestId('start')).toBeVisible()
  await pictureOfPhone(phone, '67-none-proof')
  await goToCamera(phone)
  await shoot(phone)
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await expect(phone.getByTestId('reason')).toContainText('工作人员')
  await expect(phone.getByTestId('review')).toContainText(/最迟.*年.*月.*日/)
  await pictureOfPhone(phone, '68-none-result')
  await phone.goto(`${server.url}/proof`)
  await expect(phone.getByTestId('proof-reviewing')).toContainText('最迟')

  const reviewer = await stage.desk('reviewer')
  await openReview(reviewer, person)
  await expect(reviewer.getByText('未安装识别网络').last()).toBeVisible()
  await picturesOfDesk(reviewer, '69-none-console-review')
  await reviewer.locator('#note').fill(note)
  await reviewer.getByTestId('reject').click()
  await expect(reviewer.getByTestId('decided')).toBeVisible()

  // The networks are installed.
  await server.restart(places.models)
  expect(await readyNetworks(server.url)).toMatchObject({ kind: networks() })
  await phone.goto(`${server.url}/proof`)
  await expect(phone.getByTestId('banner-none')).toHaveCount(0)
  // Asked for the consent once a sitting.
  await phone.getByTestId('start').click()
  await shoot(phone)
  const attempts = await tryUntilPassed(phone)
  await pictureOfPhone(phone, '72-networks-installed')
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toHaveCount(1 + attempts)
  await pictureOfPhone(phone, '73-networks-records')

  await clerk.reload()
  await expect(clerk.getByTestId('attempts')).toContainText('通过')
  await expect(clerk.getByText('照片已保存')).toHaveCount(0)
  await picturesOfDesk(clerk, '74-networks-console-person')
})
