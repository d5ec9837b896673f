import '@mantine/core/styles.css';
import '#renderer/theme/typeface.css';
import '#renderer/theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from '#renderer/app/app.tsx';
import { connect } from '#renderer/client/connect.ts';
import { refuseStrayDrops } from '#renderer/parts/fields/drop-area.tsx';

const page = document.getElementById('page');
if (page === null) throw new Error('The page has no root element.');
refuseStrayDrops();
createRoot(page).render(<App laboratory={connect()} />);
