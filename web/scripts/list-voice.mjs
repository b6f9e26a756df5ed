// Lists what the citizen app says, for those who record it: `npm run --silent voice:list [-- zh-CN]`. Tab-separated: language,
// key, whether it is recorded, the text, and how the machine reads it.
import { join } from 'node:path'
import { runnerImport } from 'vite'

const { module } = await runnerImport(join(import.meta.dirname, 'voiceClips.ts'), { configFile: false })
const [wanted] = process.argv.slice(2)
for (const language of module.spokenLanguages().filter((one) => !wanted || one === wanted)) {
  for (const { key, isRecorded, text, spelled } of await module.clipsOf(language))
    console.log([language, key, isRecorded ? 'recorded' : '-', text, spelled].join('\t'))
}
