// The face cascade of Debian's package opencv-data, as a JSON file that the capture page fetches: `virtual:face-cascade` has its
// address. The package's data is not in this repository. Where it is missing there is no address, and only the server gives hints.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Plugin } from 'vite'
import type { Cascade } from '../packages/capture/src/faceFinder.ts'

export const cascadeFile = '/usr/share/opencv4/lbpcascades/lbpcascade_frontalface_improved.xml'

/** OpenCV takes a little off each threshold. */
const allowance = 1e-5
const comments = /<!--[\s\S]*?-->/g
const numbersIn = (text: string) => text.trim().split(/\s+/).map(Number)
const rounded = (value: number) => Number(value.toFixed(6))

/** From the XML of OpenCV's `opencv_traincascade`, feature type LBP, trees of one node. */
export function readCascade(xml: string): Cascade {
  const text = xml.replace(comments, '')
  const size = Number(/<width>(\d+)/.exec(text)?.[1])
  const stage = /<stageThreshold>([^<]*)<\/stageThreshold>\s*<weakClassifiers>([\s\S]*?)<\/weakClassifiers>/g
  const pattern = /<internalNodes>([^<]*)<\/internalNodes>\s*<leafValues>([^<]*)</g
  const stages = [...text.matchAll(stage)].map(([, threshold, patterns]): Cascade['stages'][number] => [
    rounded(Number(threshold) - allowance),
    [...patterns!.matchAll(pattern)].map(([, node, leaves]) => {
      const [, , feature, ...set] = numbersIn(node!)
      if (feature === undefined || set.length !== 8) throw new Error('this is no cascade of patterns')
      return [feature, ...numbersIn(leaves!).map(rounded), ...set]
    }),
  ])
  const features = [...text.matchAll(/<rect>([^<]*)</g)].flatMap(([, rect]) => numbersIn(rect!))
  if (!size || stages.length === 0) throw new Error('this is no cascade')
  return { size, features, stages }
}

export function faceCascade(): Plugin {
  const id = '\0virtual:face-cascade'
  const isThere = existsSync(cascadeFile)
  let isBuild = false
  return {
    name: 'face-cascade',
    configResolved: ({ command }) => void (isBuild = command === 'build'),
    resolveId: (wanted) => (wanted === 'virtual:face-cascade' ? id : undefined),
    load(wanted) {
      if (wanted !== id) return undefined
      if (!isThere) {
        this.warn('opencv-data is not installed: faces are not looked for on the phone')
        return 'export default undefined'
      }
      const source = JSON.stringify(readCascade(readFileSync(cascadeFile, 'utf8')))
      if (!isBuild) return `export default 'data:application/json,${encodeURIComponent(source)}'`
      const hash = createHash('sha256').update(source).digest('hex').slice(0, 8)
      const fileName = `assets/face-cascade-${hash}.json`
      this.emitFile({ type: 'asset', fileName, source })
      return `export default '/${fileName}'`
    },
    generateBundle() {
      if (!isThere) return
      // Its licence asks for the notice beside it.
      const [notice = ''] = readFileSync(cascadeFile, 'utf8').match(comments) ?? []
      const fileName = `assets/${basename(cascadeFile, '.xml')}.license.txt`
      this.emitFile({ type: 'asset', fileName, source: notice.slice('<!--'.length, -'-->'.length) })
    },
  }
}
