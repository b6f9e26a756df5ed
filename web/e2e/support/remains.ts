import type { Page } from '@playwright/test'
import { groupIdNumber } from '../../packages/ui/src/idNumber'
import type { Invented } from './people'

/** What tells who somebody is, in each way in which it may have been written down. */
function secretsOf({ name, id_number, phone, password }: Invented): Record<string, string[]> {
  const [year, month, day] = [id_number.slice(6, 10), id_number.slice(10, 12), id_number.slice(12, 14)]
  return {
    name: [name, encodeURIComponent(name), Buffer.from(name).toString('base64').slice(0, -2)],
    'ID number': [
      id_number,
      groupIdNumber(id_number),
      Buffer.from(id_number).toString('base64').slice(0, -2),
    ],
    birthday: [
      `${year}${month}${day}`,
      `${year}-${month}-${day}`,
      `${year}年${Number(month)}月${Number(day)}日`,
    ],
    phone: [phone, phone.replace(/(...)(....)/, '$1 $2 ')],
    password: [password],
  }
}

export interface Remains {
  /** What was found of the person, and where; no values. */
  found: string[]
  /** Records in all of the databases. */
  records: number
  /** Bytes of all that is no text in there. */
  bytes: number
}

/**
 * Looks through everything that a browser keeps of this tab and this origin and that a script can read, byte by byte: storage,
 * databases, caches, the page, its history. Also asks the browser's own cache for what came from /api.
 */
export async function remainsOn(page: Page, person: Invented): Promise<Remains> {
  const devtools = await page.context().newCDPSession(page)
  const { entries } = await devtools.send('Page.getNavigationHistory')
  await devtools.detach()
  const history = entries.map(({ url, title }) => `${url} ${title}`)
  return page.evaluate(
    async ({ secrets, history }) => {
      const found: string[] = []
      let records = 0
      let bytes = 0

      function inText(place: string, text: string): void {
        for (const [what, forms] of Object.entries(secrets))
          if (forms.some((form) => text.includes(form))) found.push(`${place}: ${what}`)
        if (/data:image|\/9j\/4[A-Za-z0-9+/]{60}/.test(text)) found.push(`${place}: a picture as text`)
      }
      function inBytes(place: string, value: Uint8Array): void {
        bytes += value.length
        const starts = (...magic: number[]) => magic.every((byte, i) => value[i] === byte)
        const latin = new TextDecoder('latin1').decode(value)
        // The head of a JPEG file, which a phone's canvas begins with; four bytes are not met by chance.
        const isJpeg = starts(0xff, 0xd8, 0xff) || /\xff\xd8\xff[\xe0\xe1\xdb]|JFIF\0|Exif\0/.test(latin)
        if (isJpeg || starts(0x89, 0x50, 0x4e, 0x47) || /^RIFF....WEBP/s.test(latin))
          found.push(`${place}: a picture`)
        inText(place, new TextDecoder().decode(value))
        inText(place, new TextDecoder('utf-16le').decode(value))
      }
      async function inValue(place: string, value: unknown): Promise<void> {
        if (value instanceof Blob) inBytes(place, new Uint8Array(await value.arrayBuffer()))
        else if (value instanceof ArrayBuffer) inBytes(place, new Uint8Array(value))
        else if (ArrayBuffer.isView(value))
          inBytes(place, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
        else if (value instanceof CryptoKey) {
          if (value.extractable) found.push(`${place}: a key that can be taken away`)
        } else if (typeof value === 'object' && value !== null) {
          for (const [name, part] of value instanceof Map ? value : Object.entries(value)) {
            inText(place, String(name))
            await inValue(`${place}.${String(name)}`, part)
          }
        } else inText(place, String(value))
      }
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })

      await inValue('localStorage', { ...localStorage })
      await inValue('sessionStorage', { ...sessionStorage })
      for (const { name } of await indexedDB.databases()) {
        const database = await settled(indexedDB.open(name!))
        for (const storeName of database.objectStoreNames) {
          const store = database.transaction(storeName).objectStore(storeName)
          const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
          records += values.length
          await inValue(`${name}/${storeName}`, { keys, values })
        }
        database.close()
      }
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) {
          const path = new URL(request.url).pathname
          inText(`cache ${name}`, request.url)
          if (!path.startsWith('/assets/')) found.push(`cache ${name}: ${path}`)
          const kept = await cache.match(request)
          const type = kept?.headers.get('content-type') ?? ''
          if (!kept || /javascript|css|audio/.test(type)) continue
          if (type.includes('json')) inText(`cache ${name}${path}`, await kept.text())
          else inBytes(`cache ${name}${path}`, new Uint8Array(await kept.arrayBuffer()))
        }
      }

      for (const entry of history) inText('history', entry)
      await inValue('history.state', window.history.state)
      inText('cookies', document.cookie)
      inText('window', `${window.name} ${document.referrer}`)
      inText('page', document.documentElement.outerHTML)
      for (const field of document.querySelectorAll<HTMLInputElement>('input, textarea, select'))
        inText(`field ${field.name || field.id}`, field.value)
      for (const shown of document.querySelectorAll('img, video, canvas, picture, object, embed, iframe'))
        found.push(`page: ${shown.tagName}`)

      for (const path of ['/api/v1/me/reference.jpg', '/api/v1/me', '/api/v1/me/proof', '/api/v1/attempts']) {
        const kept = await fetch(path, { cache: 'only-if-cached', mode: 'same-origin' }).catch(
          () => undefined,
        )
        if (kept?.ok) found.push(`the browser's cache: ${path}`)
      }
      return { found, records, bytes }
    },
    { secrets: secretsOf(person), history },
  )
}
