"""How gunicorn's own lines look: as all others, though its first process never loads the application."""

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger

from api.logs import JSONLines


class Lines(Logger):
    """Named to gunicorn by --logger-class. In the workers, the settings have the last word."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        handler = logging.StreamHandler()
        handler.setFormatter(JSONLines())
        self.error_log.handlers = [handler]
