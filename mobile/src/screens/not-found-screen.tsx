import { Link } from 'react-router';
import { Empty } from '../parts/notes.js';
import { Screen } from '../parts/screen.js';

export const NotFoundScreen = () => (
  <Screen title="Not found" back="/">
    <Empty title="There is nothing here">
      <Link className="button solid" to="/">
        To the first screen
      </Link>
    </Empty>
  </Screen>
);
