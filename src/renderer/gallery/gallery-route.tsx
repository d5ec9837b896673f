import { Route } from 'react-router';
import { lazyPage } from '#renderer/app/lazy-page.ts';

const LazyGallery = import.meta.env.DEV
  ? lazyPage(async () => (await import('./gallery-page.tsx')).GalleryPage)
  : null;

/** The gallery's route; null in a production build, which contains nothing of the gallery. */
export const galleryRoute = LazyGallery && <Route path="/gallery" element={<LazyGallery />} />;
