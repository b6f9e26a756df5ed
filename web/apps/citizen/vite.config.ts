import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { faceCascade } from '../../scripts/faceCascade.ts'
import { voiceClips } from '../../scripts/voiceClips.ts'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [vue({ template: { transformAssetUrls: false } }), faceCascade(), voiceClips()],
  build: {
    outDir: '../../dist/citizen',
    emptyOutDir: true,
    // Phones of 2019 and later (iOS 14.3, Android 9 with WeChat's own Chromium).
    target: ['es2020', 'chrome79', 'safari14'],
    assetsInlineLimit: 0,
  },
})
