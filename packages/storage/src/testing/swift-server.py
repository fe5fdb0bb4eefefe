"""
OpenStack Swift with its S3 interface, whole in one process: proxy, account, container and object server, one replica on one
folder. For tests: python3 swift-server.py FOLDER, which prints `ready PORT`; it ends when its standard input closes.
"""
import os
import sys

from swift.common import utils

folder = os.path.abspath(sys.argv[1])
devices = os.path.join(folder, 'devices')
os.makedirs(os.path.join(devices, 'd1'), exist_ok=True)
with open(os.path.join(folder, 'swift.conf'), 'w') as conf:
    conf.write('[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = gold\ndefault = yes\n')
utils.set_swift_dir(folder)

import eventlet  # noqa: E402

utils.eventlet_monkey_patch()

from swift.common import wsgi  # noqa: E402
import eventlet.hubs  # noqa: E402
import eventlet.wsgi  # noqa: E402

eventlet.hubs.use_hub(utils.get_hub())

from swift.account.server import AccountController  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.container.server import ContainerController  # noqa: E402
from swift.obj.server import ObjectController  # noqa: E402

PROXY = """
[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 5242880
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


def listen():
    socket = eventlet.listen(('127.0.0.1', 0))
    return socket, socket.getsockname()[1]


def build_ring(name, port):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'd1', 'weight': 1, 'replication_ip': '127.0.0.1', 'replication_port': port})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + '.ring.gz'))


class Silence:
    def write(self, *_):
        pass


def serve(socket, app):
    eventlet.spawn(eventlet.wsgi.server, socket, app, log=Silence(), protocol=wsgi.SwiftHttpProtocol, capitalize_response_headers=False)


settings = {'swift_dir': folder, 'devices': devices, 'mount_check': 'false', 'log_level': 'ERROR'}
for ring, controller in (('account', AccountController), ('container', ContainerController), ('object', ObjectController)):
    socket, port = listen()
    build_ring(ring, port)
    serve(socket, controller(settings))

conf_path = os.path.join(folder, 'proxy-server.conf')
with open(conf_path, 'w') as conf:
    conf.write(PROXY.format(folder=folder))
socket, port = listen()
serve(socket, wsgi.loadapp(conf_path))
print('ready', port, flush=True)

eventlet.tpool.execute(sys.stdin.read)
