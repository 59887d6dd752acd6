"""The MQTT publisher as a service of this site, loaded only where a broker is configured."""

from .clock import Clock
from .configuration.model import Mqtt
from .credentials import credential
from .model import SiteInfo
from .ports import Live, Operator
from .supervision import Services


async def publish(
    config: Mqtt,
    info: SiteInfo,
    live: Live,
    clock: Clock,
    services: Services,
    operator: Operator | None = None,
) -> None:
    """Publish until cancelled, and take commands where there is an `operator`.

    Raises CredentialError where the password can't be read.
    """
    from .mqtt import MqttPublisher, MqttSettings  # noqa: PLC0415 - 3 MiB that few sites need

    password = credential(config.password_credential) if config.password_credential else None
    settings = MqttSettings(
        host=config.host,
        port=config.port,
        tls=config.tls,
        ca_file=config.ca_file,
        username=config.username,
        password=password,
        keepalive_s=config.keepalive_s,
        topic_prefix=config.topic_prefix,
        publish_s=config.publish_s,
    )
    publisher = MqttPublisher(settings, info, live, clock, operator)
    services.report("mqtt", lambda: publisher.status)
    await publisher.run()
