"""The cluster file of a lab, with the key and the known hosts beside it."""

import json

from . import plan


def text(instances):
    jump = f"root@{plan.JUMP4}:22"
    return json.dumps({
        "format": "understudy-cluster",
        "version": 1,
        "name": "web-ams",
        "cloud": {"provider": "vultr", "kind": "vps", "localAs": plan.LOCAL_AS, "neighborAs": plan.CLOUD_AS,
                  "neighbor4": plan.NEIGHBOR4, "neighbor6": plan.NEIGHBOR6},
        "floating": plan.FLOATING,
        "probe": {"intervalMs": 100, "timeoutMs": 1000},
        "instances": [{
            "name": instance.name,
            "tier": instance.tier,
            "ssh": {"host": instance.address4, "port": 22, "user": "root", "identityFile": "id_ed25519",
                    "knownHostsFile": "known_hosts", "jump": jump if instance.behind_jump else None, "sudo": False},
            "interface": "dummy1",
            "speaker": "auto",
            "protocol4": "vultr",
            "protocol6": instance.protocol6,
            "address4": instance.address4,
            "address6": instance.address6,
        } for instance in instances],
    }, indent=2) + "\n"
